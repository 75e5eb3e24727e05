"""Addresses of the audit trail's public API, under ``/api/v1/audit/``."""

from django.urls import path

from portal.workflow.audit import api

app_name = "audit_api"
urlpatterns = [
    path("seals/", api.SealList.as_view(), name="seals"),
    path("seals/<int:number>/", api.SealDetail.as_view(), name="seal"),
    path("proof/<str:code>/", api.LetterProofs.as_view(), name="proof"),
]
