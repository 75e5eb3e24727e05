"""The public's pages of bulletins, under /bulletins/."""

from django.urls import path

from enforcement.views import bulletins

app_name = "bulletins"
urlpatterns = [
    path("", bulletins.listing, name="list"),
    path("<slug:number>/", bulletins.page, name="page"),
]
