"""Pages of the public register, under /registry/."""

from django.urls import path

from filings.views import display, entry_reports, open_data, registry

app_name = "registry"
urlpatterns = [
    path("", registry.entry_list, name="list"),
    path("open-data/", open_data.about, name="open_data"),
    path("feed.atom", open_data.feed, name="feed"),
    path("export.csv", open_data.export, {"kind": "csv"}, name="export_csv"),
    path("export.json", open_data.export, {"kind": "json"}, name="export_json"),
    path("reports/<str:code>/", entry_reports.status, name="report_status"),
    path("<str:number>/", registry.entry_detail, name="entry"),
    path("<str:number>/qr.svg", display.qr, name="qr"),
    path("<str:number>/report/", entry_reports.report, name="report"),
    path("<str:number>/versions/<int:version>/", registry.entry_version, name="version"),
]
