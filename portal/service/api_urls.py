"""Addresses of service under ``/api/v1/``."""

from django.urls import path

from portal.service.api import OneNotice

app_name = "service_api"
urlpatterns = [path("notices/<int:pk>/", OneNotice.as_view(), name="notice")]
