"""Addresses of the pages of cases, under ``/cases/``."""

from django.urls import path

from portal.workflow.views import acting, assigning, batch, creating, editing, showing

app_name = "workflow"
urlpatterns = [
    path("", showing.case_list, name="cases"),
    path("new/<slug:kind>/", creating.create, name="create"),
    path("batches/", batch.jobs, name="batches"),
    path("batches/new/", batch.new, name="batch_new"),
    path("batches/<int:pk>/", batch.job, name="batch"),
    path("batches/<int:pk>/cancel/", batch.cancel, name="batch_cancel"),
    path("batches/<int:pk>/retry/", batch.retry, name="batch_retry"),
    path("batches/<int:pk>/table.csv", batch.download, name="batch_table"),
    path("<slug:number>/", showing.case_page, name="case"),
    path("<slug:number>/edit/", editing.edit_start, name="edit_start"),
    path("<slug:number>/edit/<slug:section>/", editing.edit, name="edit"),
    path("<slug:number>/actions/<slug:action>/", acting.act, name="act"),
    path("<slug:number>/assign/", assigning.assign_case, name="assign"),
    path("<slug:number>/documents/<int:document>/", showing.document, name="document"),
    path(
        "<slug:number>/documents/<int:document>/remove/",
        editing.remove_document,
        name="remove_document",
    ),
]
