"""Plain factories: the cast, a complete filing, a filing in any state, reached by the engine alone.

The cast: Ai files for company A, Bo is the filing officer of its province (99), Chen supervises in
the capital, Dai is the outsider of company B, Eve is the filing officer of another province, Fang
enforces in 99.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from filings.models import Filing
from filings.required import REQUIRED_PAPERS
from filings.states import FilingState
from portal.accounts.codes import uscc_check_character
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.uploads import CheckedUpload
from portal.clock import CHINA
from portal.workflow import engine
from portal.workflow.engine import Outcome

PASSWORD = "correct-horse-battery-2026"
NAME = "青云资讯排序算法"
STARTED = date(2026, 9, 14)


def at(text: str) -> datetime:
    """An instant as a clock on a wall in Beijing shows it: ``2026-09-22 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)


#: Tuesday; the initial filing of a service started on STARTED runs to Monday 2026-09-28.
NOW = at("2026-09-22 10:00")
CHANGED = date(2026, 9, 22)
ENDED = date(2026, 9, 22)


@dataclass(frozen=True)
class Cast:
    """The people of every story, and where they sit."""

    ai: User
    bo: User
    chen: User
    dai: User
    eve: User
    fang: User
    company_a: Organization
    company_b: Organization
    office: Organization
    capital: Organization
    other_office: Organization


def cast() -> Cast:
    """Everybody, saved."""
    company_a = organization(
        "青云科技有限公司", "990101", uscc=uscc("91990101MA0000001"), address="演示区一号"
    )
    company_b = organization(
        "白鹿智能有限公司", "990102", uscc=uscc("91990102MA0000002"), address="演示区二号"
    )
    office = organization("演示省互联网信息办公室", "990000", jurisdiction="99")
    capital = organization("国家互联网信息办公室", "110000", jurisdiction="")
    other_office = organization("北京市互联网信息办公室", "110000", jurisdiction="11")
    return Cast(
        ai=person("ai", company_a, Role.PROVIDER),
        bo=person("bo", office, Role.FILING_OFFICER),
        chen=person("chen", capital, Role.FILING_SUPERVISOR),
        dai=person("dai", company_b, Role.PROVIDER),
        eve=person("eve", other_office, Role.FILING_OFFICER),
        fang=person("fang", office, Role.ENFORCEMENT_OFFICER),
        company_a=company_a,
        company_b=company_b,
        office=office,
        capital=capital,
        other_office=other_office,
    )


def uscc(first17: str) -> str:
    """A unified social credit code with its check character."""
    return first17 + uscc_check_character(first17)


def organization(name: str, division_code: str, **fields: Any) -> Organization:
    """A company, unless ``jurisdiction`` makes it an authority."""
    kind = Organization.Kind.AUTHORITY if "jurisdiction" in fields else Organization.Kind.COMPANY
    return Organization.objects.create(name=name, kind=kind, division_code=division_code, **fields)


def person(username: str, place: Organization, *roles: Role) -> User:
    """Someone with roles in one organisation, who can sign in with ``PASSWORD``."""
    user = User.objects.create_user(username, password=PASSWORD, display_name=username.capitalize())
    for role in roles:
        Membership.objects.create(user=user, organization=place, role=role)
    return user


def opening(**changes: Any) -> dict[str, Any]:
    """What the form for a new filing asks."""
    return {
        "algorithm_name": NAME,
        "algorithm_type": "ranking",
        "role": "provider",
        "service_started_on": STARTED,
    } | changes


def content(company: Organization, **changes: Any) -> dict[str, Any]:
    """Everything a complete and consistent filing of ``company`` states beyond its opening."""
    return {
        "subject_name": company.name,
        "subject_uscc": company.uscc or uscc("91110108MA01ABCD1"),
        "subject_nature": "limited",
        "subject_address": "演示省演示市演示区一号",
        "licence_type": "business_licence",
        "licence_address": "演示省演示市演示区一号",
        "legal_representative": "张三",
        "legal_representative_document": "passport",
        "legal_representative_number": "E12345678",
        "safety_officer_name": "李四",
        "safety_officer_document": "passport",
        "safety_officer_number": "E87654321",
        "safety_officer_mobile": "13800000000",
        "safety_officer_email": "safety@example.com",
        "application_fields": ["其他/其他"],
        "introduction": "按时间与相关度排列资讯。",
        "usage_scenario": "首页资讯流。",
        "input_modalities": ["text"],
        "output_modalities": ["text"],
        "data_formats": ["txt"],
        "data_source": "自有资讯库。",
        "training_data": "own",
        "model_source": "self_built",
        "optimisation_goal": "阅读完成率。",
        "intervention": "人工置顶与下线。",
        "risk_prevention": "热点打散，人工复核。",
        "public_name": NAME,
        "principle": "按特征打分。",
        "mechanism": "召回后排序。",
        "scenario": "资讯流。",
        "intent": "让用户先看到重要的内容。",
        "products": [product()],
    } | changes


def product(**changes: Any) -> dict[str, Any]:
    """One complete product."""
    return {
        "name": "青云资讯",
        "service_form": "app",
        "url": "https://example.com/",
        "status": "online",
        "function_name": "首页推荐",
        "function_introduction": "推荐资讯。",
        "navigation": ["打开应用", "首页"],
    } | changes


def upload(slot: str, body: bytes = b"") -> CheckedUpload:
    """A paper for a place, as if it had passed the check of uploads."""
    data = body or f"paper {slot}".encode()
    digest = hashlib.sha256(data).hexdigest()
    return CheckedUpload(
        name=f"{slot}.png", content_type="image/png", data=data, sha256=digest, size=len(data)
    )


def draft(cast: Cast, *, now: datetime = NOW, **changes: Any) -> Filing:
    """Company A's filing, just begun."""
    created = engine.create(
        "filing", actor=cast.ai, organization=cast.company_a, data=opening(**changes), now=now
    )
    return fresh(created.case)


def complete_draft(cast: Cast, *, now: datetime = NOW, **changes: Any) -> Filing:
    """A draft with all content and papers, ready to be handed in."""
    return complete(draft(cast, now=now), cast.ai, now=now, **changes)


def complete(filing: Filing, actor: User, *, now: datetime = NOW, **changes: Any) -> Filing:
    """Fill in all content and put in all papers."""
    done = edit(filing, actor, now=now, **content(filing.organization, **changes))
    for rule in REQUIRED_PAPERS:
        done = attach(done.case, actor, rule.slot, now=now)
    return fresh(done.case)


#: state → the acts that lead there from a complete draft: action, who, input.
REASONS = [{"item": "主体信息", "reason": "与营业执照不一致", "code": "subject"}]
_SUBMIT = ("submit", "ai", {})
_CORRECT = ("request_correction", "bo", {"items": REASONS})
_PROPOSE = ("propose_record", "bo", {})
_RECORD = (_SUBMIT, _PROPOSE, ("record", "chen", {}))
_DECLARE = ("declare_change", "ai", {"changed_on": CHANGED, "reason": "模型换代"})
#: ``edit`` is no action of the machine but the company's typing.
_EDIT = ("edit", "ai", {"model_name": "青云排序二代"})
_SUBMIT_CHANGE = ("submit_change", "ai", {})
_END = ("declare_termination", "ai", {"service_ends_on": ENDED, "reason": "业务调整"})
_ARRANGE = (
    "submit_deregistration",
    "ai",
    {
        "user_arrangements": "提前三十日公告并退还余额。",
        "data_arrangements": "到期删除，日志留存六个月。",
    },
)
_CANCEL = ("cancel_ex_officio", "bo", {"ground": "site_closed", "facts": "网站已被责令关闭。"})
_NOTIFY = (
    "notify_revocation",
    "bo",
    {"ground": "false_material", "facts": "自评估报告系伪造。", "evidence": "鉴定意见一份。"},
)
_STATE = ("state_against_revocation", "ai", {"statement": "报告由供应商提供，我司不知情。"})
_REVOKE = ("revoke", "chen", {"reason": "陈述不影响事实认定，不予采纳。"})
PATHS: dict[FilingState, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    FilingState.DRAFT: (),
    FilingState.SUBMITTED: (_SUBMIT,),
    FilingState.CORRECTION_REQUESTED: (_SUBMIT, _CORRECT),
    FilingState.RECORD_PROPOSED: (_SUBMIT, _PROPOSE),
    FilingState.RECORDED: _RECORD,
    FilingState.CHANGE_DUE: (*_RECORD, _DECLARE),
    FilingState.CHANGE_SUBMITTED: (*_RECORD, _DECLARE, _EDIT, _SUBMIT_CHANGE),
    FilingState.TERMINATION_DUE: (*_RECORD, _END),
    FilingState.DEREGISTRATION_SUBMITTED: (*_RECORD, _END, _ARRANGE),
    FilingState.DEREGISTERED: (*_RECORD, _END, _ARRANGE, ("deregister", "bo", {})),
    FilingState.CANCELLED: (*_RECORD, _CANCEL),
    FilingState.REVOKED: (*_RECORD, _NOTIFY, _STATE, _REVOKE),
    FilingState.DECLINED: (_SUBMIT, ("decline", "bo", {"items": REASONS})),
    FilingState.WITHDRAWN: (_SUBMIT, ("withdraw", "ai", {"reason": "暂缓上线"})),
}


def filing(
    cast: Cast, state: FilingState = FilingState.SUBMITTED, *, now: datetime = NOW, **changes: Any
) -> Filing:
    """Company A's filing in ``state``, all acts at ``now``."""
    case = complete_draft(cast, now=now, **changes)
    for name, who, data in PATHS[state]:
        if name == "edit":
            case = edit(case, getattr(cast, who), now=now, **data).case
            continue
        case = act(case, name, getattr(cast, who), now=now, **data).case
    return fresh(case)


def act(case: Case, name: str, actor: User, *, now: datetime = NOW, **data: Any) -> Outcome:
    """Perform an action on the case as it stands in the database."""
    return engine.perform(case.pk, name, actor=actor, data=data, version=version_of(case), now=now)


def edit(case: Case, actor: User, *, now: datetime = NOW, **data: Any) -> Outcome:
    """Change fields of the case as it stands in the database."""
    return engine.edit(case.pk, actor=actor, data=data, version=version_of(case), now=now)


def attach(
    case: Case, actor: User, slot: str, *, now: datetime = NOW, body: bytes = b""
) -> Outcome:
    """Put a paper into the case as it stands in the database."""
    return engine.attach(
        case.pk,
        slot=slot,
        upload=upload(slot, body),
        actor=actor,
        version=version_of(case),
        now=now,
    )


def version_of(case: Case) -> int:
    """The version that somebody who looks now would see."""
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)


def fresh(case: Case) -> Filing:
    """The filing as it stands in the database."""
    return Filing.objects.select_related("organization", "authority").get(pk=case.pk)
