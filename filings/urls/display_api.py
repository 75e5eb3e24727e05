"""The display duty as JSON, under /api/v1/cases/<case number>/display/."""

from django.urls import path

from filings.api.display import Display

app_name = "display-api"
urlpatterns = [path("<slug:number>/display/", Display.as_view(), name="duty")]
