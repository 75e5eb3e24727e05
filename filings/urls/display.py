"""The display duty of one filing, under /filings/<case number>/display/."""

from django.urls import path

from filings.views import display

app_name = "display"
urlpatterns = [
    path("<slug:number>/display/", display.display, name="duty"),
    path("<slug:number>/display/<int:check>/page.txt", display.evidence, name="evidence"),
]
