"""The auditor's pages, under ``/audit/trail/``."""

from django.urls import path

from portal.workflow.auditing import views

app_name = "trail"
urlpatterns = [
    path("", views.trail, name="trail"),
    path("export/", views.export, name="export"),
    path("<int:pk>/", views.event, name="event"),
]
