"""The pages of ethics review beyond those of its cases, under /meetings/."""

from django.urls import path

from ethics_review.views.minutes import meeting_minutes

app_name = "meetings"
urlpatterns = [path("<str:number>/minutes/", meeting_minutes, name="minutes")]
