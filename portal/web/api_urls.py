"""Addresses of the law under /api/v1/."""

from django.urls import path

from portal.web.api import LimitDue, LimitList

app_name = "law_api"
urlpatterns = [
    path("law/limits/", LimitList.as_view(), name="limits"),
    path("law/due/", LimitDue.as_view(), name="due"),
]
