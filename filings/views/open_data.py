"""Open data for people: the page that explains it, the addresses that people guess, and a feed for readers."""

import re
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from filings.open_data.columns import COLUMNS
from filings.open_data.files import NOTICE, TITLE
from filings.open_data.freshness import freshness
from filings.open_data.site import site
from filings.publishing import PublicEntry
from filings.register import RegistryChange
from portal.clock import now

#: What XML cannot hold; old lists may.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LATEST = 50


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What there is to take, what it means, and how to stay up to date."""
    context = {
        "columns": COLUMNS,
        "notice": NOTICE,
        "csv": reverse("registry-api:export_csv"),
        "json": reverse("registry-api:export_json"),
        "changes": reverse("registry-api:changes"),
        "feed": reverse("registry:feed"),
        "total": RegistryChange.objects.filter(version=1).count(),
    }
    return render(request, "filings/registry_open_data.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The file lies with the programs' addresses; the question goes with the reader."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse(f"registry-api:export_{kind}")
    return redirect(f"{address}?{query}" if query else address)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The latest changes for a feed reader, or 304 where it has them."""
    known = freshness(f"atom {site()}", now())
    modified = int(known.last_modified.timestamp()) if known.last_modified else None
    asked = get_conditional_response(request, etag=known.etag, last_modified=modified)
    answer: HttpResponse = asked or LatestChanges()(request)
    if modified is None and answer.has_header("Last-Modified"):
        del answer["Last-Modified"]
    answer["ETag"] = known.etag
    answer["Cache-Control"] = "public, no-cache"
    return answer


class LatestChanges(Feed):
    """The latest public versions, each under its permanent address."""

    feed_type = Atom1Feed
    title = f"{TITLE}：最近变动"
    subtitle = "新公示、变更、注销、撤销与确认现状。"
    author_name = "算法备案与科技伦理审查合规门户"
    feed_copyright = NOTICE

    def link(self) -> str:
        """The page that the feed follows."""
        return site() + reverse("registry:list")

    def feed_url(self) -> str:
        """The feed's own address."""
        return site() + reverse("registry:feed")

    def items(self) -> QuerySet[RegistryChange]:
        """The versions that were published last."""
        return RegistryChange.objects.select_related("entry").order_by("-pk")[:_LATEST]

    def item_title(self, item: RegistryChange) -> str:
        """What happened to which algorithm."""
        name = item.content["algorithm_name"]
        demo = "［演示］" if item.entry.is_demo else ""
        return _told(f"{demo}{item.get_action_display()}：{name}（{item.entry.record_number}）")

    def item_description(self, item: RegistryChange) -> str:
        """Who, and the remark that says what changed. Readers take it for HTML."""
        public = PublicEntry.from_content(item.content)
        facts = [("主体", public.subject_name), ("产品", public.product), ("备注", public.note)]
        return escape(_told("；".join(f"{title}：{text}" for title, text in facts if text)))

    def item_link(self, item: RegistryChange) -> str:
        """The version's permanent address; it is the item's id as well."""
        return site() + reverse("registry:version", args=[item.entry.digits, item.version])

    def item_pubdate(self, item: RegistryChange) -> Any:
        """When it was published."""
        return item.at

    def item_updateddate(self, item: RegistryChange) -> Any:
        """The same: a version never changes."""
        return item.at


def _told(text: str) -> str:
    return _NO_XML.sub("", text)
