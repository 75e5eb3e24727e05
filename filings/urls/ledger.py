"""The officers' ledger, under /desk/filings/."""

from django.urls import path

from filings.views.ledger import ledger

app_name = "ledger"
urlpatterns = [path("", ledger, name="list")]
