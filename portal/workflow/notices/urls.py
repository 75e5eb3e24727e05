"""Addresses of the notices' pages, from the site's root."""

from django.urls import path

from portal.workflow.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notice_list, name="list"),
    path("notices/<int:pk>/", views.notice_page, name="page"),
    path("notices/<int:pk>/pdf/", views.notice_pdf, name="pdf"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
]
