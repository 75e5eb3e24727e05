"""Addresses of service, from the site's root."""

from django.urls import path

from portal.service.views import attempts, consenting

app_name = "service"
urlpatterns = [
    path("notices/<int:pk>/service/", attempts.overview, name="overview"),
    path("notices/<int:pk>/service/mail/", attempts.send_mail, name="mail"),
    path("notices/<int:pk>/service/receipt.pdf", attempts.receipt, name="receipt"),
    path("notices/<int:pk>/service/by/<slug:method>/", attempts.attempt, name="attempt"),
    path("notices/<int:pk>/service/<int:attempt>/proof/", attempts.proof, name="proof"),
    path("notices/<int:pk>/service/<int:attempt>/prove/", attempts.prove, name="prove"),
    path("service/consents/", consenting.consent_list, name="consents"),
    path("service/consents/<int:pk>/", consenting.consent_page, name="consent"),
    path("service/consents/<int:pk>/confirmation.pdf", consenting.consent_paper, name="paper"),
    path("service/consents/<int:pk>/withdraw/", consenting.withdraw, name="withdraw"),
]
