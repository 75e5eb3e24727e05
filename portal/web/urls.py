"""Addresses of the pages that span apps."""

from django.urls import path

from filings.views import entry_reports
from portal.web.dashboard import views as dashboard
from portal.web.views import deadlines, desk, health, home, law, workload

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("desk/entry-reports/<int:pk>/", entry_reports.settle, name="entry_report"),
    path("desk/workload/", workload.overview, name="workload"),
    path("desk/workload/<str:who>/<slug:part>/", workload.one_list, name="workload_list"),
    path("desk/<slug:slug>/", desk.worklist, name="worklist"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/<slug:slug>/", dashboard.one_list, name="dashboard_list"),
    path("law/", law.overview, name="law"),
    path("law/<slug:profile>/", law.profile, name="profile"),
    path("law/<slug:profile>/<str:code>/", law.limit, name="limit"),
    path("deadlines/", deadlines.calculator, name="calculator"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
