"""Addresses of the pages that span apps."""

from django.urls import path

from portal.web.views import deadlines, desk, health, home, law

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<slug:slug>/", desk.worklist, name="worklist"),
    path("law/", law.overview, name="law"),
    path("law/<slug:profile>/", law.profile, name="profile"),
    path("law/<slug:profile>/<str:code>/", law.limit, name="limit"),
    path("deadlines/", deadlines.calculator, name="calculator"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
