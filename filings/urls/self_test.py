"""The public self-test, under /self-test/."""

from django.urls import path

from filings.views import self_test

app_name = "self-test"
urlpatterns = [path("", self_test.self_test, name="start")]
