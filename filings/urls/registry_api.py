"""The public register as JSON, under /api/v1/registry/."""

from django.urls import path

from filings.api.registry import EntryDetail, EntryList

app_name = "registry-api"
urlpatterns = [
    path("", EntryList.as_view(), name="list"),
    path("<str:number>/", EntryDetail.as_view(), name="entry"),
]
