"""The public's pages of special actions, under /campaigns/."""

from django.urls import path

from enforcement.views import campaigns

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.public_list, name="list"),
    path("<slug:number>/", campaigns.public_page, name="page"),
]
