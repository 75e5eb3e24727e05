"""The public's pages of penalties, under /penalties/."""

from django.urls import path

from enforcement.views import decisions, late_fee

app_name = "penalties"
urlpatterns = [
    path("", decisions.decision_list, name="list"),
    path("late-fee/", late_fee.calculator, name="late_fee"),
    path("<slug:number>/", decisions.decision, name="decision"),
]
