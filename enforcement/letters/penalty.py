"""What the letters and messages of a penalty case say, from its opening to the decision, as plain snapshots."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from enforcement.letters import performing
from enforcement.rules.charging import conduct, grounds_text
from enforcement.rules.choice_of_law import choice_for, texts_with
from enforcement.rules.sanctions import Difference, bands, differences
from enforcement.states import ServiceMethod
from portal.clock import china_date
from portal.law.rulebook import Rulebook
from portal.law.terms import Measure
from portal.notices import terms
from portal.workflow.machine import Context

#: What one notice says beyond what every notice says.
Contents = Callable[[Any, Context], dict[str, Any]]


def letter_context(case: Any, code: str, ctx: Context) -> dict[str, Any]:
    """The snapshot of one notice."""
    contents = CONTENTS.get(code)
    told = {"party_address": case.party_address, "reason": ctx.data.get("reason", "")}
    return {**told, **(contents(case, ctx) if contents else {})}


def measures_text(measures: list[str], fine: int | None, until: date | str | None) -> list[str]:
    """The penalty in words, a line for each measure, with its amount or its end."""
    told = []
    for word in measures:
        line = str(Measure(word).label)
        if word == Measure.FINE:
            line += f"人民币 {fine} 元"
        elif word == Measure.SUSPEND_UPDATES and until:
            day = date.fromisoformat(until) if isinstance(until, str) else until
            line += f"至 {day.year}年{day.month}月{day.day}日"
        told.append(line)
    return told


def compared_texts(sanction: str) -> tuple[Difference, ...]:
    """两文本不同之处 of one sanction, over every text that has it."""
    return differences(bands(texts_with(sanction), sanction))


def governing_text(case: Any, law: Rulebook, on: date) -> tuple[str, ...]:
    """Which text governs the act that is decided on ``on`` and why, in sentences (article 37)."""
    code = case.refs[0] if case.refs else ""
    ended = case.act_ended or on
    return choice_for(case.sanction, code, act_day=ended, on=on, law=law).sentences


def _iso(moment: date | datetime | str | None) -> str:
    return moment.isoformat() if isinstance(moment, date) else moment or ""


def _announced(case: Any, ctx: Context) -> dict[str, Any]:
    told = case.announced
    return {
        **told,
        "penalty": measures_text(told["measures"], told["fine"], told["suspend_until"]),
        "issued_at": _iso(case.notice_issued_at),
        "hearing_right": case.hearing_right,
        "hearing_grounds": list(case.hearing_ground(ctx.law).sentences),
        "statement_term": ctx.law.limit("penalty.statement").term,
        "statement_terms": [terms.told(ctx.law.limit("penalty.statement"), "statement")],
        "hearing_term": ctx.law.limit("penalty.hearing_request").term,
        "hearing_terms": [terms.told(ctx.law.limit("penalty.hearing_request"), "hearing")],
        "articles": [told["basis"]],
        "differences": _differences(case.sanction),
        "choice": list(governing_text(case, ctx.law, china_date(ctx.now))),
    }


def _decided(case: Any, ctx: Context) -> dict[str, Any]:
    review, suit = ctx.law.limit("remedy.reconsideration"), ctx.law.limit("remedy.lawsuit")
    return {
        "facts": case.facts,
        "evidence": [piece.name for piece in case.evidence.all()],
        "refs": [f"{item.citation}（{item.summary}）" for item in conduct(ctx.law, case.refs)],
        "aggravation": grounds_text(case),
        "statements": case.statements,
        "considered": case.statement_considered,
        "heard_at": _iso(case.heard_at),
        "reasons": case.decision_reasons,
        "penalty": measures_text(case.measures, case.fine, case.suspend_until),
        "fined": Measure.FINE in case.measures,
        "performance": _performance(case),
        "payment_term": ctx.law.limit("penalty.payment").term,
        "payment_terms": [terms.told(ctx.law.limit("penalty.payment"), "payment")],
        "payment_article": ctx.citation("penalty.payment"),
        "target": str(case.target) if case.target else "",
        "remedies": [
            f"对本决定不服的，可以自收到本决定书之日起 {review.term}申请行政复议（{review.citation}）。",
            f"也可以自收到本决定书之日起 {suit.term}直接向人民法院提起行政诉讼（{suit.citation}）。",
            terms.WHERE_TO,
            "复议、诉讼期间，本决定不停止执行，法律另有规定的除外。",
        ],
        "remedy_terms": terms.remedies(review, suit),
        "articles": [ctx.law.sanction(case.sanction).citation],
        "differences": _differences(case.sanction),
        "choice": list(governing_text(case, ctx.law, china_date(ctx.now))),
    }


def _performance(case: Any) -> str:
    """How the decision is performed; a fine with the account into which it is paid."""
    account = f"罚款缴入：{case.collecting_account}" if case.collecting_account else ""
    return "\n".join(filter(None, [case.performance, account]))


def _not_imposed(case: Any, ctx: Context) -> dict[str, Any]:
    grounds = {item.code: item for item in ctx.law.items("no_penalty_grounds")}
    ground = grounds[case.no_penalty_ground]
    return {
        "facts": case.facts,
        "ground": ground.summary,
        "reasons": case.decision_reasons,
        "articles": [ground.citation],
    }


def _opening(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        "facts": case.facts,
        "act_on": _iso(case.act_on),
        "found_on": _iso(case.found_on),
        "source": str(case.lead or case.origin or "自行发现"),
        "refs": [f"{item.citation}（{item.summary}）" for item in conduct(ctx.law, case.refs)],
        "basis": ctx.law.sanction(case.sanction).citation,
        "officers": _officers(case),
        "opened_by": str(ctx.actor),
        "opened_at": _iso(ctx.now),
    }


def _inquiry(case: Any, ctx: Context) -> dict[str, Any]:
    return dict(case.inquiries[-1])


def _hearing(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        "hearing_at": _iso(case.hearing_at),
        "place": case.hearing_place,
        "chair": str(case.hearing_chair),
        "public": case.hearing_public,
        "rules": [item.summary for item in ctx.law.items("hearing_rules")],
    }


def _hearing_record(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        **_hearing(case, ctx),
        "record": case.hearing_record,
        "signatures": case.hearing_signatures,
        "abandoned": case.hearing_abandoned,
    }


def _recusal_answer(case: Any, ctx: Context) -> dict[str, Any]:
    return dict(case.recusal_requests[-1])


def _recusal_asked(case: Any, ctx: Context) -> dict[str, Any]:
    return {"name": case.recusal_requests[-1]["name"]}


def _stated(case: Any, ctx: Context) -> dict[str, Any]:
    return {"stated_at": _iso(case.stated_at)}


def _notice_served(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        "served_at": _iso(case.notified_at),
        "method": ServiceMethod(case.notice_method).label,
        "hearing_right": case.hearing_right,
    }


def _received(case: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": _iso(ctx.data["received_at"]),
        "way": ctx.data["way"],
        "paper": ctx.data["paper"],
    }


def _review(case: Any, ctx: Context) -> dict[str, Any]:
    return {"opinion": case.review_opinion}


def _transferred(case: Any, ctx: Context) -> dict[str, Any]:
    return {"department": case.transferred_to}


def _officers(case: Any) -> list[dict[str, str]]:
    return [
        {"name": str(one.user), "credential": one.credential, "department": one.department}
        for one in case.team()
    ]


def _differences(sanction: str) -> dict[str, Any]:
    """The columns and rows of the table, empty where the texts say the same."""
    rows = compared_texts(sanction)
    return {
        "texts": [text.title for text in texts_with(sanction)] if rows else [],
        "rows": [{"topic": one.topic, "texts": list(one.texts)} for one in rows],
    }


CONTENTS: Mapping[str, Contents] = {
    **performing.CONTENTS,
    "penalty_opening": _opening,
    "penalty_inquiry": _inquiry,
    "penalty_reviewed": _review,
    "penalty_review_returned": _review,
    "penalty_notice": _announced,
    "penalty_stated": _stated,
    "penalty_notice_served": _notice_served,
    "penalty_received": _received,
    "penalty_recusal_asked": _recusal_asked,
    "penalty_recusal_answer": _recusal_answer,
    "penalty_hearing_notice": _hearing,
    "penalty_hearing_record": _hearing_record,
    "penalty_decision": _decided,
    "penalty_not_imposed": _not_imposed,
    "penalty_transferred": _transferred,
}
