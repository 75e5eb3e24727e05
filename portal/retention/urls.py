"""Addresses under /retention/."""

from django.urls import path

from portal.retention.views import destroying, holding, overview

app_name = "retention"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("propose/<slug:code>/", destroying.propose_page, name="propose"),
    path("destructions/<int:pk>/", destroying.destruction, name="destruction"),
    path("destructions/<int:pk>/approve/", destroying.approve_page, name="approve"),
    path("destructions/<int:pk>/decline/", destroying.decline_page, name="decline"),
    path("destructions/<int:pk>/table.csv", destroying.table, name="table"),
    path("holds/new/", holding.new, name="hold_new"),
    path("holds/<int:pk>/lift/", holding.lift_page, name="hold_lift"),
]
