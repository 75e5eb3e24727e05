"""The public register as JSON: the same search and the same entries as the pages."""

from urllib.parse import urlencode

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from filings.open_data.site import site
from filings.publishing import PublicEntry
from filings.record_number import digits_of
from filings.register import RegistryChange, RegistryEntry
from filings.search.find import Found, NoSuchPage, find
from filings.search.query import FACETS, PAGE_SIZE, BadQuery, parse
from portal.accounts.codes import PROVINCES
from portal.workflow.api import shapes
from portal.workflow.pages import NO_PAGE
from portal.workflow.problems import Malformed

_IN_LISTS = (
    *("record_number", "digits", "algorithm_name", "algorithm_type", "algorithm_type_label"),
    *("published_class", "role", "role_label", "subject_name", "region", "region_label"),
    *("product", "purpose", "note", "list_name", "published_on", "published_text", "year"),
    *("confirmed_on", "status", "status_label", "source", "is_demo", "url"),
)
_TEXTS = ("principle", "mechanism", "scenario", "intent", "public_info")


class EntrySerializer(serializers.ModelSerializer):
    """An entry as lists show it."""

    algorithm_type_label = serializers.CharField(
        source="get_algorithm_type_display", read_only=True
    )
    role_label = serializers.CharField(source="get_role_display", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    region_label = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = RegistryEntry
        fields: tuple[str, ...] = _IN_LISTS

    def get_region_label(self, entry: RegistryEntry) -> str:
        return PROVINCES.get(entry.region, "")

    def get_url(self, entry: RegistryEntry) -> str:
        return f"{site()}{entry.get_absolute_url()}"


class VersionSerializer(serializers.ModelSerializer):
    """One public version of an entry."""

    action_label = serializers.CharField(source="get_action_display", read_only=True)
    content = serializers.SerializerMethodField()

    class Meta:
        model = RegistryChange
        fields = ("version", "action", "action_label", "at", "content")

    def get_content(self, change: RegistryChange) -> dict[str, str | None]:
        return PublicEntry.from_content(change.content).content()


class EntryDetailSerializer(EntrySerializer):
    """An entry whole: the texts filed for publication, and every public version."""

    versions = VersionSerializer(many=True, read_only=True)

    class Meta(EntrySerializer.Meta):
        fields = (*_IN_LISTS, *_TEXTS, "versions")


class FacetValueSerializer(serializers.Serializer):
    """One value of a filter and how many entries it leaves."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # replaces Field.label by design
    count = serializers.IntegerField()
    selected = serializers.BooleanField()


class FoundSerializer(serializers.Serializer):
    """One page of results."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = EntrySerializer(many=True)
    facets = serializers.DictField(child=FacetValueSerializer(many=True))


_FOUND = OpenApiExample(
    "第一页",
    response_only=True,
    status_codes=["200"],
    value={
        "count": 21,
        "next": "https://example.cn/api/v1/registry/?q=推荐&page=2",
        "previous": None,
        "results": [{"record_number": "网信算备110101234567890260012号", "status": "published"}],
        "facets": {
            "role": [{"value": "provider", "label": "服务提供者", "count": 21, "selected": False}]
        },
    },
)


class PublicView(APIView):
    """Open to anyone, at the pace of the settings."""

    permission_classes = (AllowAny,)


class EntryList(PublicView):
    """Search the register."""

    @extend_schema(
        operation_id="registry_list",
        summary="查询备案公示",
        description="按词语与筛选条件查询，每页 20 条，公示时间新的在前；facets 为各筛选项及其条数。无需登录。",
        parameters=[
            OpenApiParameter("q", str, description="词语，以空格分开，须全部出现；也可填备案编号"),
            *(
                OpenApiParameter(name, str, description=f"{title}：代码或者名称")
                for name, title in FACETS.items()
            ),
            OpenApiParameter("page", int, description="页码，从 1 起"),
        ],
        examples=[_FOUND],
        responses={200: FoundSerializer, **shapes.problems(400, 404, 429)},
    )
    def get(self, request: Request) -> Response:
        """One page of the entries that match."""
        try:
            found = find(parse(request.query_params))
        except BadQuery as refused:
            raise Malformed(refused.errors) from refused
        except NoSuchPage as beyond:
            raise NotFound(NO_PAGE) from beyond
        return Response(
            {
                "count": found.count,
                "next": _page_url(request, found, 1),
                "previous": _page_url(request, found, -1),
                "results": EntrySerializer(
                    found.entries, many=True, context={"request": request}
                ).data,
                "facets": {
                    name: FacetValueSerializer(values, many=True).data
                    for name, values in found.facets.items()
                },
            }
        )


class EntryDetail(PublicView):
    """One entry by its number, whole or bare digits."""

    @extend_schema(
        operation_id="registry_retrieve",
        summary="一条备案公示",
        description="按备案编号（完整写法或者其中的数字）取得一条公示的全部内容及各个版本。无需登录。",
        parameters=[
            OpenApiParameter("number", str, OpenApiParameter.PATH, description="备案编号"),
        ],
        responses={200: EntryDetailSerializer, **shapes.problems(404, 429)},
    )
    def get(self, request: Request, number: str) -> Response:
        """The entry and its public versions."""
        entries = RegistryEntry.objects.prefetch_related("versions")
        entry = entries.filter(digits=digits_of(number) or "-").first()
        if entry is None:
            raise NotFound("没有这个备案编号")
        return Response(EntryDetailSerializer(entry, context={"request": request}).data)


def _page_url(request: Request, found: Found, step: int) -> str | None:
    page = found.search.page + step
    if page < 1 or (page - 1) * PAGE_SIZE >= found.count:
        return None
    words = {"q": found.search.text} if found.search.text else {}
    query = urlencode(words | dict(found.search.filters) | {"page": page})
    return request.build_absolute_uri(f"{reverse('registry-api:list')}?{query}")
