"""The public's pages, under /complaints/."""

from django.urls import path

from enforcement.views import complaints

app_name = "complaints"
urlpatterns = [
    path("", complaints.lookup, name="lookup"),
    path("new/", complaints.new, name="new"),
    path("<str:receipt>/", complaints.status, name="status"),
]
