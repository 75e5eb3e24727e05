"""The display duty for programs: where a filing stands with it, and asking for a check."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers as s
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from filings.checking import asking, showing
from filings.forms.display import WhereForm
from filings.models import Filing
from portal.workflow.api import shapes
from portal.workflow.api.calling import CaseView
from portal.workflow.inputs import from_json

#: The latest so many checks are told; the page has them all.
_MOST = 50
_WAIT = int(asking.PAUSE.total_seconds())

Check = shapes.shape(
    "DisplayCheck",
    id=s.IntegerField(),
    address=s.CharField(allow_blank=True),
    requested_at=s.DateTimeField(),
    requested_by=s.CharField(),
    finished_at=s.DateTimeField(allow_null=True),
    result=s.CharField(
        help_text="waiting、shown、number_missing、link_missing、both_missing、unreadable、unreachable、declared、confirmed、found_missing"
    ),
    result_label=s.CharField(),
    reason=s.CharField(allow_blank=True),
    excerpt=s.CharField(allow_blank=True),
    final_url=s.CharField(allow_blank=True),
    http_status=s.IntegerField(allow_null=True),
    encoding=s.CharField(allow_blank=True),
    sha256=s.CharField(allow_null=True),
    size=s.IntegerField(allow_null=True),
)
Snippet = shapes.shape("DisplaySnippet", html=s.CharField(), text=s.CharField(), qr=s.URLField())
Duty = shapes.shape(
    "DisplayDuty",
    record_number=s.CharField(),
    entry=s.URLField(),
    standing=s.ChoiceField(choices=["shown", "missing", "unknown"]),
    standing_label=s.CharField(),
    waiting=s.BooleanField(help_text="有检查正在进行"),
    addresses=s.ListField(child=s.URLField(), help_text="备案内容中的网址"),
    each=s.BooleanField(help_text="true：每个网址都须标明；false：其中一个标明即可"),
    snippet=Snippet(),
    checks=Check(many=True),
)
Asked = shapes.shape(
    "DisplayRequest",
    where=s.CharField(
        required=False,
        max_length=500,
        help_text="没有网站，或者网站都读取不到时填写：编号标明在何处",
    ),
)
_BODY = OpenApiExample("请求检查", request_only=True, value={})


class Display(CaseView):
    """``cases/<number>/display/``: the duty of one recorded filing."""

    @extend_schema(
        operation_id="case_display",
        summary="备案编号的标明情况与检查记录",
        responses={200: Duty, **shapes.problems(401, 404)},
    )
    def get(self, request: Request, number: str) -> Response:
        """The standing, the snippet to paste, the latest checks."""
        return Response(self._told(showing.filing_for(self.user, number)[1]))

    @extend_schema(
        operation_id="case_display_check",
        summary="请求检查网页，或者说明编号标明在何处",
        request=Asked,
        examples=[_BODY],
        responses={202: Duty, **shapes.problems(400, 401, 403, 404, 409, 415, 422, 429)},
    )
    def post(self, request: Request, number: str) -> Response:
        """202: the checks are under way. Where no web address is declared, ``where`` is taken at once."""
        _kind, filing = showing.filing_for(self.user, number)
        sent = self.sent(request, "where")
        try:
            self._ask(filing, sent)
        except asking.TooSoon as too_soon:
            raise Throttled(_WAIT, str(too_soon)) from too_soon
        return Response(self._told(filing), status=202)

    def _ask(self, filing: Filing, sent: dict[str, Any]) -> None:
        if asking.addresses_of(filing).addresses and "where" not in sent:
            asking.ask(filing, self.user, self.moment())
            return
        data = from_json(WhereForm, sent, case=filing, user=self.user)
        asking.state_by_hand(filing, self.user, data["where"], self.moment())

    def _told(self, filing: Filing) -> dict[str, Any]:
        told = showing.told(filing, self.user)
        return {
            "record_number": filing.record_number,
            "entry": told.entry.url,
            "standing": told.standing,
            "standing_label": told.label,
            "waiting": told.is_waiting,
            "addresses": told.declared.addresses,
            "each": told.declared.each,
            "snippet": {"html": told.html, "text": told.plain, "qr": told.qr_url},
            "checks": [showing.as_json(check) for check in showing.checks_of(filing)[:_MOST]],
        }
