"""Addresses of the notices' pages, from the site's root."""

from django.urls import path

from portal.workflow.notices import mail_desk, preferences, verifying, views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notice_list, name="list"),
    path("notices/preferences/", preferences.preferences, name="preferences"),
    path("notices/mail/", mail_desk.mail_desk, name="mail_desk"),
    path("notices/mail/<int:pk>/", mail_desk.decide, name="mail_decide"),
    path("notices/<int:pk>/", views.notice_page, name="page"),
    path("notices/<int:pk>/pdf/", views.notice_pdf, name="pdf"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/certificates/", verifying.certificate_list, name="certificates"),
    path("verify/certificates/root.pem", verifying.root_certificate, name="root_certificate"),
    path("verify/instructions.txt", verifying.instructions, name="instructions"),
    path("verify/certificates/<str:key_id>.pem", verifying.certificate, name="certificate"),
    path("verify/<str:code>/", verifying.verify_code, name="verify_code"),
]
