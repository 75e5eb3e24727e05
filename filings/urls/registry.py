"""Pages of the public register, under /registry/."""

from django.urls import path

from filings.views import registry

app_name = "registry"
urlpatterns = [
    path("", registry.entry_list, name="list"),
    path("<str:number>/", registry.entry_detail, name="entry"),
]
