"""Addresses of the API on cases and of its documentation, under ``/api/v1/``."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from portal.workflow.api import acts, batch, cases, docs, parts

app_name = "workflow_api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.docs, name="docs"),
    path("batches/", batch.Batches.as_view(), name="batches"),
    path("batches/<int:pk>/", batch.OneBatch.as_view(), name="batch"),
    path("batches/<int:pk>/table.csv", batch.BatchTable.as_view(), name="batch_table"),
    path("cases/", cases.Cases.as_view(), name="cases"),
    path("cases/<slug:number>/", cases.OneCase.as_view(), name="case"),
    path("cases/<slug:number>/actions/", acts.Actions.as_view(), name="actions"),
    path("cases/<slug:number>/actions/<slug:action>/", acts.OneAction.as_view(), name="act"),
    path("cases/<slug:number>/timeline/", parts.Timeline.as_view(), name="timeline"),
    path("cases/<slug:number>/deadlines/", parts.Deadlines.as_view(), name="deadlines"),
    path("cases/<slug:number>/notices/", parts.Notices.as_view(), name="notices"),
    path("cases/<slug:number>/documents/", parts.Documents.as_view(), name="documents"),
    path(
        "cases/<slug:number>/documents/<int:document>/",
        parts.OneDocument.as_view(),
        name="document",
    ),
]
