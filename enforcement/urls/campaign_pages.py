"""The office's pages of one special action, under /cases/, beside the general ones."""

from django.urls import path

from enforcement.views import campaigns

app_name = "campaign_pages"
urlpatterns = [
    path("<slug:number>/figures/<slug:slug>/", campaigns.figure, name="figure"),
    path("<slug:number>/draws/<int:pk>/", campaigns.draw, name="draw"),
]
