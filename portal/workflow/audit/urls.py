"""Addresses of the public pages of the audit trail, under ``/audit/``."""

from django.urls import path

from portal.workflow.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.seal_list, name="seals"),
    path("<int:number>/", views.seal_page, name="seal"),
    path("proof/<str:code>/", views.proof, name="proof"),
]
