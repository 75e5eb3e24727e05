"""The ledger of platforms, under /platforms/."""

from django.urls import path

from enforcement.views import platforms

app_name = "platforms"
urlpatterns = [
    path("", platforms.listing, name="list"),
    path("add/", platforms.add, name="add"),
    path("own/", platforms.own, name="own"),
    path("<slug:key>/", platforms.page, name="page"),
    path("<slug:key>/export.csv", platforms.export, {"form": "csv"}, name="csv"),
    path("<slug:key>/export.json", platforms.export, {"form": "json"}, name="json"),
    path("<slug:key>/remove/", platforms.remove, name="remove"),
]
