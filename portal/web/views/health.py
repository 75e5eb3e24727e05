"""Is the process alive, and is the portal ready: for machines and for the operator in a hurry."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from portal.clock import now
from portal.web import readiness


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is looked at."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything the portal needs, each with a sentence; 503 if something that it cannot do without is missing."""
    checks = readiness.checks(now())
    failed = any(check.fatal and not check.ok for check in checks.values())
    warned = any(not check.ok for check in checks.values())
    body = {
        "status": "fail" if failed else "warning" if warned else "ok",
        "checks": {
            name: {"ok": check.ok, "detail": check.detail} for name, check in checks.items()
        },
    }
    return JsonResponse(
        body, status=503 if failed else 200, json_dumps_params={"ensure_ascii": False}
    )
