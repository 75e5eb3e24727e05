"""The public self-test as JSON, under /api/v1/self-test/."""

from django.urls import path

from filings.api.self_test import SelfTest

app_name = "self-test-api"
urlpatterns = [path("", SelfTest.as_view(), name="verdict")]
