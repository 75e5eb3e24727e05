"""The page of one act that has its own answer, under /cases/, before the general one."""

from django.urls import path

from enforcement.views import identity

urlpatterns = [
    path("<slug:number>/actions/read_identity/", identity.read_identity, name="read_identity"),
]
