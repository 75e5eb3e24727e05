"""Cases: the list, opening one, one case, editing a draft."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.models import Organization, User
from portal.workflow import catalogue, engine
from portal.workflow.api import shapes
from portal.workflow.api.calling import CaseView, expect, told_since, version_in
from portal.workflow.availability import may_edit
from portal.workflow.catalogue import CaseKind, Section
from portal.workflow.creating import (
    NOT_FOUND,
    concerned,
    creating_organizations,
    named_exactly,
)
from portal.workflow.errors import InvalidInput, NotPermitted, Reason, Refused, WrongState
from portal.workflow.inputs import (
    checked,
    errors_of,
    from_json,
    patch_from_json,
    printable,
    told_of,
)
from portal.workflow.pages import ApiPages
from portal.workflow.presenters import case_json, summary_json
from portal.workflow.reading import (
    CaseFilter,
    case_for,
    open_deadlines,
    running,
)


class Cases(CaseView):
    """What I may see, and opening a case."""

    @extend_schema(
        operation_id="cases_list",
        summary="我能看到的事项",
        parameters=[
            OpenApiParameter("kind", str, description="事项类型"),
            OpenApiParameter("state", str, description="状态"),
            OpenApiParameter("due_before", str, description="有未结期限在此之前届满：日期或者时刻"),
            OpenApiParameter(
                "assignee",
                str,
                description="承办人的用户名；:me 为本人承办和代理的，:none 为尚未分派的。仅审核一方可用",
            ),
            OpenApiParameter(
                "q", str, description="名称、单位或者编号中的文字，以空格隔开的都要出现"
            ),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int, description="至多 100"),
        ],
        responses={200: shapes.CasePage, **shapes.problems(400, 401, 404, 422)},
    )
    def get(self, request: Request) -> Response:
        """The newest first."""
        pages, moment = ApiPages(), self.moment()
        form = CaseFilter(request.query_params, user=self.user, now=moment)
        if not form.is_valid():
            raise InvalidInput(told_of(form, errors_of(form)))
        rows = pages.paginate_queryset(form.rows(), request, view=self) or []
        return pages.get_paginated_response(
            [summary_json(case, open_deadlines(case), moment, user=self.user) for case in rows]
        )

    @extend_schema(
        operation_id="cases_create",
        summary="新建事项",
        parameters=[shapes.IDEMPOTENCY_KEY],
        request=shapes.NewCase,
        responses={201: shapes.Case, **shapes.problems(400, 401, 403, 413, 415, 422)},
    )
    def post(self, request: Request) -> Response:
        """201 with the case. ``organization`` is needed of people who act for several, or open it about another."""
        sent = self.sent(request, "kind", "data", "organization")
        kind = _kind(sent.get("kind"))
        organization = _organization(kind, self.user, sent.get("organization"))
        data = from_json(kind.create_form, sent.get("data", {}), case=None, user=self.user)
        moment = self.moment()
        return self.once(
            request,
            moment,
            sent,
            lambda receipt: engine.create(
                kind.code,
                actor=self.user,
                organization=organization,
                data=data,
                now=moment,
                receipt=receipt,
            ),
            lambda outcome: (
                201,
                case_json(outcome.case, running(outcome.case, self.user), moment, user=self.user),
            ),
        )


class OneCase(CaseView):
    """One case, and editing it while it is a draft."""

    @extend_schema(
        operation_id="case",
        summary="一个事项",
        responses={200: shapes.Case, **shapes.problems(401, 404)},
    )
    def get(self, request: Request, number: str) -> Response:
        """Its fields, state, version and running deadlines."""
        _kind_of_it, case = case_for(self.user, number)
        return Response(case_json(case, running(case, self.user), self.moment(), user=self.user))

    @extend_schema(
        operation_id="case_edit",
        summary="修改草稿",
        request=shapes.Change,
        responses={
            200: shapes.Case,
            **shapes.problems(400, 401, 403, 404, 409, 413, 415, 422, 428),
        },
    )
    def patch(self, request: Request, number: str) -> Response:
        """Only the fields that are given; all of them or none."""
        kind, case = case_for(self.user, number)
        sent = self.sent(request, "version", "data")
        version = version_in(sent)
        try:
            _may_be_edited(kind, case, self.user)
            expect(case, version)
            data = _routed(kind, case, self.user, sent.get("data", {}))
            moment = self.moment()
            outcome = engine.edit(case.pk, actor=self.user, data=data, version=version, now=moment)
        except Refused as refused:
            raise told_since(self.user, number, refused, version) from refused
        return Response(
            case_json(outcome.case, running(outcome.case, self.user), moment, user=self.user)
        )


def _kind(code: Any) -> CaseKind:
    try:
        return catalogue.kind(code)
    except (KeyError, TypeError):
        known = "、".join(kind.code for kind in catalogue.kinds())
        raise InvalidInput({"kind": [f"kind 应为以下之一：{known}"]}) from None


def _organization(kind: CaseKind, user: User, uscc: Any) -> Organization:
    """The organisation of that code among those that the user acts for; the only one where none is named.

    Of a kind that concerns others the one that is named by its code or its key, among those in the user's reach.
    """
    mine = creating_organizations(kind, user)
    if not mine:
        raise NotPermitted(Reason(f"您没有新建{kind.label}的角色"))
    if kind.concerns_others:
        return _concerned(kind, user, uscc)
    if uscc is None and len(mine) == 1:
        return mine[0]
    found = [o for o in mine if o.uscc and o.uscc == uscc]
    if not found:
        sentence = (
            "没有这一单位，或者您不代表该单位" if uscc else "您代表多个单位，请给出统一社会信用代码"
        )
        raise InvalidInput({"organization": [sentence]})
    return found[0]


def _concerned(kind: CaseKind, user: User, named: Any) -> Organization:
    if named is None or isinstance(named, bool) or not isinstance(named, str | int):
        raise InvalidInput({"organization": ["请给出涉及的单位：统一社会信用代码或者编号"]})
    found = named_exactly(concerned(kind, user), str(named))
    if found is None:
        raise InvalidInput({"organization": [NOT_FOUND]})
    return found


def _may_be_edited(kind: CaseKind, case: Any, user: User) -> None:
    if may_edit(case, user):
        return
    editors = {role for roles in kind.editable.values() for role in roles}
    if case.roles_of(user) & editors:
        raise WrongState(Reason(f"当前状态“{kind.states(case.state).label}”不能修改内容"))
    raise NotPermitted(Reason("您的角色不能修改该事项的内容"))


def _routed(kind: CaseKind, case: Any, user: User, data: Any) -> dict[str, Any]:
    """Clean data of a patch; each key is read by the form of the section that has the field."""
    if isinstance(data, Mapping) and not data:
        raise InvalidInput({"data": ["没有要修改的字段"]})
    forms = {section.slug: section.form for section in kind.sections if section.form}
    checked(
        data, {name: field for form in forms.values() for name, field in form.base_fields.items()}
    )
    errors: dict[str, list[str]] = {}
    clean: dict[str, Any] = {}
    touched: list[tuple[Section, list[str]]] = []
    for section in kind.sections:
        form = forms.get(section.slug)
        given = {name: value for name, value in data.items() if form and name in form.base_fields}
        if not form or not given:
            continue
        touched.append((section, list(given)))
        try:
            clean |= patch_from_json(form, given, case=case, user=user)
        except InvalidInput as refused:
            errors |= refused.errors
    errors |= _out_of_place(touched, case, clean)
    if errors:
        raise InvalidInput(errors)
    return clean


def _out_of_place(
    touched: list[tuple[Section, list[str]]], case: Any, clean: dict[str, Any]
) -> dict[str, list[str]]:
    """Fields of sections that will not apply: one patch may change the role and fill in what the new role is asked."""
    after = copy(case)
    after.apply(clean)
    return {
        printable(name): [f"“{section.title}”不适用于本事项"]
        for section, names in touched
        if not section.applies(after)
        for name in names
    }
