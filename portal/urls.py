"""The site map."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.web.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("registry/", include("filings.urls.registry")),
    path("cases/", include("portal.workflow.urls")),
    path("", include("portal.notices.urls")),
    path("api/v1/registry/", include("filings.urls.registry_api")),
    path("api/v1/", include("portal.web.api_urls")),
    path("api/v1/", include("portal.notices.api_urls")),
    path("api/v1/", include("portal.workflow.api_urls")),
    path("admin/", admin.site.urls),
]
