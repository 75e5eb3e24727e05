"""The public register as JSON, under /api/v1/registry/."""

from django.urls import path

from filings.api.open_data import ChangeFeed, ExportCsv, ExportJson
from filings.api.registry import EntryDetail, EntryList

app_name = "registry-api"
urlpatterns = [
    path("", EntryList.as_view(), name="list"),
    path("export.csv", ExportCsv.as_view(), name="export_csv"),
    path("export.json", ExportJson.as_view(), name="export_json"),
    path("changes/", ChangeFeed.as_view(), name="changes"),
    path("<str:number>/", EntryDetail.as_view(), name="entry"),
]
