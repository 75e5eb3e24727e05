"""Addresses of the pages of cases, under ``/cases/``."""

from django.urls import path

from portal.workflow.views import acting, creating, editing, showing

app_name = "workflow"
urlpatterns = [
    path("", showing.case_list, name="cases"),
    path("new/<slug:kind>/", creating.create, name="create"),
    path("<slug:number>/", showing.case_page, name="case"),
    path("<slug:number>/edit/", editing.edit_start, name="edit_start"),
    path("<slug:number>/edit/<slug:section>/", editing.edit, name="edit"),
    path("<slug:number>/actions/<slug:action>/", acting.act, name="act"),
    path("<slug:number>/documents/<int:document>/", showing.document, name="document"),
    path(
        "<slug:number>/documents/<int:document>/remove/",
        editing.remove_document,
        name="remove_document",
    ),
]
