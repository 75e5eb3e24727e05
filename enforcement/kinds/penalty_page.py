"""What the page of a penalty case and the API show of it: the office's side, and the party's."""

from datetime import datetime
from typing import Any

from enforcement.forms.penalty_noticing import WAYS
from enforcement.kinds.penalty_after import after_detail, after_json
from enforcement.letters.penalty import (
    compared_texts,
    governing_text,
    measures_text,
)
from enforcement.machines.limits import HEARING_REQUEST, STATEMENT
from enforcement.models import Penalty
from enforcement.rules.charging import conduct, grounds_text
from enforcement.rules.choice_of_law import texts_with
from enforcement.states import PenaltyState as S
from portal.accounts.models import User
from portal.cases.selectors import visible_to
from portal.clock import china_date
from portal.law.rulebook import rulebook

#: The stages in their order, with the states in which each is the present one.
_STAGES = (
    ("立案", (S.DRAFT, S.PROPOSED)),
    ("调查取证", (S.OPENED,)),
    ("法制审核", (S.IN_LEGAL_REVIEW,)),
    ("事先告知", (S.REVIEWED,)),
    ("陈述申辩", (S.NOTIFIED,)),
    ("听证", (S.HEARING_REQUESTED, S.HEARING_SCHEDULED, S.HEARD)),
    ("集体讨论", (S.DELIBERATED,)),
    ("决定", ()),
    ("送达", (S.DECIDED,)),
    ("履行", (S.SERVED,)),
    ("结案", (S.PERFORMED,)),
)
_ENDED = (S.NOT_OPENED, S.NOT_PENALISED, S.TRANSFERRED, S.WITHDRAWN)
#: The party's picture begins with the notice; what the office discusses within is part of deciding.
_PARTY_STAGES = tuple(
    (label, (S.DELIBERATED,) if label == "决定" else states)
    for label, states in _STAGES[3:]
    if label != "集体讨论"
)
_WAYS = dict(WAYS)
_OFFICE_FIELDS = (
    *("act_on", "continues", "act_ended_on", "found_on", "endangers", "party_address", "facts"),
    *("reasons", "refs", "sanction", "refused", "other_act_reasons", "serious", "serious_reasons"),
    *("no_filing", "complexity"),
    *("review_grounds", "measures", "fine", "suspend_until", "inquiries", "deliberation"),
    *("review_opinion", "reviewed_at", "opened_at", "end_reason", "transferred_to"),
)
_PARTY_FIELDS = (
    *(
        "announced",
        "notice_issued_at",
        "notified_at",
        "statement_ended_at",
        "statements",
        "stated_at",
        "recusal_requests",
    ),
    *("hearing_right", "hearing_requested_at", "hearing_waived_at", "hearing_at"),
    *("hearing_place", "hearing_public", "hearing_record", "heard_at", "decided_at"),
    *("no_penalty_ground", "served_at", "closed_at"),
)
_DECIDED_FIELDS = (
    *("measures", "fine", "suspend_until", "decision_reasons", "statement_considered"),
    *("performance", "collecting_account"),
)


def is_office(penalty: Penalty, user: User) -> bool:
    """Whether the person reads the office's side."""
    return bool(penalty.roles_of(user) & penalty.inside_roles)


def detail(penalty: Penalty, user: User) -> dict[str, Any]:
    """The context of ``enforcement/_penalty.html``."""
    office = is_office(penalty, user)
    return {
        "penalty": penalty,
        "office": office,
        "stages": _stages(penalty, office=office),
        "windows": _windows(penalty),
        "announced": _announced(penalty),
        "requests": [
            {**one, "asked_at": _instant(one["asked_at"]), "answered": bool(one["answered_at"])}
            for one in penalty.recusal_requests
        ],
        "statements": [
            {
                **one,
                "at": _instant(one.get("received_at") or one["at"]),
                "way": _WAYS.get(one.get("way", ""), ""),
            }
            for one in penalty.statements
        ],
        "decision": _decision(penalty),
        **after_detail(penalty, user),
        **(_inside(penalty, user) if office else {}),
    }


def to_json(penalty: Penalty, user: User) -> dict[str, Any]:
    """The content for programs, as the person may see it."""
    names = [*_PARTY_FIELDS, *(_OFFICE_FIELDS if is_office(penalty, user) else ())]
    if penalty.decided_at is not None and not penalty.no_penalty_ground:
        names += [name for name in _DECIDED_FIELDS if name not in names]
    told = {name: getattr(penalty, name) for name in names}
    told["recusal_requests"] = [
        {name: value for name, value in one.items() if name != "user"}
        for one in penalty.recusal_requests
    ]
    if penalty.served_at is not None:
        told |= after_json(penalty)
    if is_office(penalty, user):
        told["evidence"] = [
            {"id": one.pk, "name": one.name, "sort": one.sort, "sha256": one.sha256}
            for one in penalty.evidence.all()
        ]
    return told


def _stages(penalty: Penalty, *, office: bool) -> list[dict[str, str]]:
    """The picture of the procedure: what is done, what is under way, what was not needed."""
    stages = _STAGES if office else _PARTY_STAGES
    over = penalty.state == S.CLOSED
    # No stage is over while the state belongs to none of them.
    here = next((n for n, (_, states) in enumerate(stages) if penalty.state in states), 0)
    told = []
    for number, (label, states) in enumerate(stages):
        if penalty.state in states:
            word = "current"
        elif over or number < here:
            word = "done" if _happened(penalty, label) else "skipped"
        else:
            word = "todo"
        told.append({"label": label, "state": word})
    if penalty.state in _ENDED:
        told = [one for one in told if one["state"] != "todo"]
        told.append({"label": str(S(penalty.state).label), "state": "current"})
    return told


def _happened(penalty: Penalty, label: str) -> bool:
    """Stages that not every case goes through."""
    if label == "听证":
        return penalty.heard_at is not None
    if label == "集体讨论":
        return penalty.deliberated_at is not None
    return True


def _windows(penalty: Penalty) -> list[dict[str, Any]]:
    """The party's windows: until when each runs, and what became of it."""
    if penalty.notified_at is None:
        return []
    told = penalty.windows()
    rows = [
        {
            "label": "陈述、申辩",
            "ends": told.statement_ends,
            "code": STATEMENT,
            "said": "已经声明完毕"
            if told.statement_done
            else "已经提出"
            if penalty.statements
            else "",
        }
    ]
    if told.hearing_right:
        said = "已经放弃" if told.hearing_waived else "已经要求" if told.hearing_asked else ""
        rows.append(
            {
                "label": "要求听证",
                "ends": told.hearing_ends,
                "code": HEARING_REQUEST,
                "said": "已经听证" if told.hearing_over else said,
            }
        )
    return rows


def _announced(penalty: Penalty) -> dict[str, Any] | None:
    """What the notice said, with the penalty in words."""
    told = penalty.announced
    if not told:
        return None
    lines = measures_text(told["measures"], told["fine"], told["suspend_until"])
    return {**told, "penalty": lines, "at": _instant(told["at"])}


def _decision(penalty: Penalty) -> dict[str, Any] | None:
    if penalty.decided_at is None:
        return None
    lines = measures_text(penalty.measures, penalty.fine, penalty.suspend_until)
    grounds = rulebook(penalty.law_profile).items("no_penalty_grounds")
    ground = next((one.summary for one in grounds if one.code == penalty.no_penalty_ground), "")
    return {"lines": [] if ground else lines, "ground": ground}


def _inside(penalty: Penalty, user: User) -> dict[str, Any]:
    """What the office alone reads."""
    law = rulebook(penalty.law_profile)
    on = penalty.decided_at or penalty.notified_at or penalty.received_at or penalty.created_at
    limitation = penalty.limitation(law)
    differences = compared_texts(penalty.sanction) if penalty.sanction else ()
    known = [pk for pk in (penalty.lead_id, penalty.origin_id, penalty.target_id) if pk]
    return {
        "sanction": next((row for row in law.sanctions if row.code == penalty.sanction), None),
        "conduct": conduct(law, penalty.refs),
        "aggravation": grounds_text(penalty),
        "intended": measures_text(penalty.measures, penalty.fine, penalty.suspend_until),
        "limitation": limitation.sentence if limitation else "",
        "officers": list(penalty.officers.select_related("user")),
        "evidence": _evidence(penalty, law),
        "inquiries": [{**one, "asked_at": _instant(one["asked_at"])} for one in penalty.inquiries],
        "texts": [text.title for text in texts_with(penalty.sanction)] if differences else [],
        "differences": differences,
        "choice": governing_text(penalty, law, china_date(on)) if penalty.sanction else (),
        "related": list(visible_to(user).filter(pk__in=known).order_by("number")),
    }


def _evidence(penalty: Penalty, law: Any) -> list[dict[str, Any]]:
    sorts = {item.code: item.summary for item in law.items("evidence_kinds")}
    rows = penalty.evidence.select_related("document").prefetch_related("taken_by")
    return [
        {
            "piece": piece,
            "sort": sorts.get(piece.sort, piece.sort),
            "taken_by": "、".join(str(user) for user in piece.taken_by.all()),
            "is_held": piece.held_at is not None and piece.hold_ended_at is None,
        }
        for piece in rows
    ]


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
