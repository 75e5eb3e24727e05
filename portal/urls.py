"""The site map."""

from django.contrib import admin
from django.urls import include, path

handler400 = "portal.workflow.handlers.bad_request"
handler403 = "portal.workflow.handlers.permission_denied"
handler404 = "portal.workflow.handlers.not_found"
handler500 = "portal.workflow.handlers.server_error"

urlpatterns = [
    path("desk/filings/", include("filings.urls.ledger")),  # before the desk's own lists
    path("", include("portal.web.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("registry/", include("filings.urls.registry")),
    path("self-test/", include("filings.urls.self_test")),
    path("filings/", include("filings.urls.display")),
    path("meetings/", include("ethics_review.urls")),
    path("complaints/", include("enforcement.urls.complaints")),
    path("campaigns/", include("enforcement.urls.campaigns")),
    path("platforms/", include("enforcement.urls.platforms")),
    path("bulletins/", include("enforcement.urls.bulletins")),
    path("cases/", include("enforcement.urls.identity")),  # before the general page of an act
    path("penalties/", include("enforcement.urls.penalties")),
    path("cases/", include("enforcement.urls.campaign_pages")),
    path("cases/", include("portal.workflow.urls")),
    path("audit/trail/", include("portal.workflow.auditing.urls")),  # before the public pages
    path("audit/", include("portal.workflow.audit.urls")),
    path("retention/", include("portal.retention.urls")),
    path("", include("portal.service.urls")),
    path("", include("portal.workflow.notices.urls")),
    path("api/v1/registry/", include("filings.urls.registry_api")),
    path("api/v1/self-test/", include("filings.urls.self_test_api")),
    path("api/v1/cases/", include("filings.urls.display_api")),
    path("api/v1/audit/", include("portal.workflow.audit.api_urls")),
    path("api/v1/", include("portal.web.api_urls")),
    path("api/v1/", include("portal.service.api_urls")),
    path("api/v1/", include("portal.workflow.notices.api_urls")),
    path("api/v1/", include("portal.workflow.api_urls")),
    path("admin/", admin.site.urls),
]
