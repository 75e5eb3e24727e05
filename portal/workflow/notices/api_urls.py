"""Addresses of the notices' API, under ``/api/v1/``."""

from django.urls import path

from portal.workflow.notices import api

app_name = "notices_api"
urlpatterns = [
    path("notices/<int:pk>/pdf/", api.NoticePdf.as_view(), name="pdf"),
    path("verify/", api.VerifyFile.as_view(), name="verify"),
    path("verify/<str:code>/", api.VerifyCode.as_view(), name="verify_code"),
]
