"""Letters to render and rows to send them from: plain factories for the tests of notices."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from filings.notices import FILING_NOTICES
from portal.accounts.models import Membership, Organization, User, system_user
from portal.accounts.roles import Role
from portal.audit import chain
from portal.audit.models import AuditEvent
from portal.cases.models import Case
from portal.notices import catalogue
from portal.notices.models import Notice
from portal.notices.outbox import Said

NOW = datetime(2026, 3, 9, 2, 5, tzinfo=UTC)
CODE = "K7M2-9PQR-TVWX-3456"
EVENT_HASH = hashlib.sha256(b"event").hexdigest()

FACTS: dict[str, Any] = {
    "case_number": "F2026-000123",
    "case_title": "青云资讯排序精选算法",
    "kind_label": "算法备案",
    "organization": {
        "name": "青云智能科技有限公司",
        "uscc": "91110108MA01ABCD2X",
        "address": "演示区演示路1号",
    },
    "issuer": "演示省互联网信息办公室",
    "issued_on": "2026-03-09",
    "issued_at": "2026-03-09T02:05:00+00:00",
    "law_title": "互联网信息服务算法推荐管理规定（征求意见稿）",
    "law_is_draft": True,
    "articles": ["《互联网信息服务算法推荐管理规定（征求意见稿）》第二十一条"],
    "is_demo": True,
    "deadlines": [
        {
            "summary": "备案机关收到齐全材料后作出决定",
            "article": "第二十一条",
            "last_day": "2026-04-21",
            "moment": "2026-04-21T16:00:00+00:00",
            "provisional": True,
            "party": "authority",
        }
    ],
    "algorithm_name": "青云资讯排序精选算法",
    "algorithm_type": "排序精选类",
    "role": "服务提供者",
    "record_number": "网信算备990101234567890260012号",
    "recorded_on": "2026-03-09",
    "received_at": "2026-03-09T02:05:00+00:00",
    "materials": ["算法安全自评估报告", "拟公示内容"],
    "corrections": [
        {"item": "算法名称", "reason": "与自评估报告不一致。"},
        {"item": "前置许可", "reason": "许可主体不是备案主体。"},
    ],
    "reply_by": "2026-03-23",
    "reasons": [{"item": "承诺书", "reason": "未加盖公章。"}],
    "remedies": ["可以自知道之日起60日内申请行政复议。", "可以自知道之日起6个月内提起行政诉讼。"],
    "change_limit": "备案信息变更后，在五个工作日内办理变更",
    "deregistration_limit": "终止服务前三十个工作日办理注销",
    "countersigned_by": "李主管",
}


def register_filing_letters() -> None:
    """Make sure that the filing letters are known, whoever registered them."""
    for kind in FILING_NOTICES:
        catalogue.register(kind)


def unsaved_letter(code: str, **facts: Any) -> Notice:
    """A letter that needs no database: what ``render_letter`` reads, nothing more."""
    register_filing_letters()
    company = Organization(name="青云智能科技有限公司")
    case = Case(number=FACTS["case_number"], title=FACTS["case_title"], organization=company)
    return Notice(
        case=case,
        event=AuditEvent(case=case, hash=EVENT_HASH),
        code=code,
        title=catalogue.get(code).title,
        addressee=company,
        context=FACTS | facts,
        verification_code=CODE,
        created_at=NOW,
    )


def organization(name: str, **fields: Any) -> Organization:
    """A company, unless ``jurisdiction`` makes it an authority."""
    kind = Organization.Kind.AUTHORITY if "jurisdiction" in fields else Organization.Kind.COMPANY
    return Organization.objects.create(
        name=name, kind=kind, **({"division_code": "990100"} | fields)
    )


def person(username: str, place: Organization, role: Role) -> User:
    """Someone with one role in one organisation."""
    user = User.objects.create(username=username, display_name=username)
    Membership.objects.create(user=user, organization=place, role=role)
    return user


def case_of(company: Organization, authority: Organization, number: str = "F2026-000123") -> Case:
    """A case that was handed in, with the first event of its chain."""
    with transaction.atomic():
        case = Case.objects.create(
            number=number,
            kind="notice_test",
            title="青云资讯排序精选算法",
            organization=company,
            authority=authority,
            region=company.division_code,
            law_profile="algorithm-2021-draft",
            received_at=NOW,
            created_at=NOW,
            created_by=system_user(),
        )
        happened(case, "create")
    return case


def happened(case: Case, action: str) -> AuditEvent:
    """One more event of the case."""
    entry = chain.Entry(
        case=case, action=action, actor=system_user(), role=Role.SYSTEM,
        before=case.state, after=case.state, occurred_at=NOW, recorded_at=NOW,
    )  # fmt: skip
    return chain.append(entry)


def says(code: str, case: Case, event: AuditEvent, **facts: Any) -> Said:
    """The authority says ``code`` to the company."""
    register_filing_letters()
    return Said(
        code=code,
        case=case,
        event=event,
        addressee=case.organization,
        issuer=case.authority,
        context=FACTS | facts,
        now=NOW,
    )
