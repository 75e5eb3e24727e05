"""What Django costs at the least, and what a usual list page costs, on the same rows: two lists and an entry.

Served as ``_lean:application``. Three queries less, no facets, no search, no texts beside: a floor, and no portal.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
settings.ROOT_URLCONF = "_lean"
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
django.setup()

from django.core.paginator import Paginator  # noqa: E402 -- after django.setup()
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Template  # noqa: E402
from django.urls import path  # noqa: E402

from filings.models import RegistryEntry  # noqa: E402

ROWS = 20
_COLUMNS = ("digits", "record_number", "algorithm_name", "subject_name", "product", "purpose")
_LIST = Template(
    "<!doctype html><title>公示</title><ol>{% for e in entries %}<li><h2><a href='/entry/{{ e.digits }}/'>"
    "{{ e.algorithm_name }}</a></h2><p>{{ e.subject_name }}</p><p>{{ e.product }}</p><p>{{ e.purpose }}</p>"
    "<p>{{ e.record_number }} {{ e.published_text }}</p></li>{% endfor %}</ol>"
    "{% if count %}<p>{{ count }}</p>{% endif %}<a href='?page={{ next }}'>下一页</a>"
)
_ENTRY = Template(
    "<!doctype html><title>{{ e.algorithm_name }}</title><h1>{{ e.algorithm_name }}</h1><p>{{ e.record_number }}"
    "<p>{{ e.subject_name }}<p>{{ e.product }}<p>{{ e.purpose }}<p>{{ e.published_text }}"
)


def lean(request: HttpRequest) -> HttpResponse:
    """Twenty rows by their index, and no total."""
    number = int(request.GET.get("page", "1"))
    rows = RegistryEntry.objects.only(*_COLUMNS, "published_text")
    entries = list(rows[ROWS * (number - 1) : ROWS * number])
    return HttpResponse(_LIST.render(Context({"entries": entries, "next": number + 1})))


def counted(request: HttpRequest) -> HttpResponse:
    """The usual one: Django's paginator, which counts the rows."""
    page = Paginator(RegistryEntry.objects.all(), ROWS).page(request.GET.get("page", "1"))
    context = {"entries": page, "next": page.number + 1, "count": page.paginator.count}
    return HttpResponse(_LIST.render(Context(context)))


def entry(request: HttpRequest, digits: str) -> HttpResponse:
    """One row by its number."""
    return HttpResponse(_ENTRY.render(Context({"e": RegistryEntry.objects.get(digits=digits)})))


urlpatterns = [
    path("lean/", lean),
    path("counted/", counted),
    path("entry/<str:digits>/", entry),
]
application = get_wsgi_application()
