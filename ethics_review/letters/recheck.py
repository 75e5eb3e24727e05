"""What the letters and messages of an expert recheck say (articles 22–24; 2023 measures, articles 27–30)."""

from collections import Counter
from typing import Any

from ethics_review.letters import voting
from ethics_review.letters.basis import Contents, cited, iso, label, running
from ethics_review.states import Discipline, Opinion
from portal.cases.selectors import documents_of
from portal.workflow.machine import Context

_RECHECK = "ethics.recheck"
_PAPERS = {"application": "复核申请表", "other": "其他材料"}


def letter_context(case: Any, code: str, ctx: Context) -> dict[str, Any]:
    """The recheck's part of a notice. The experts are counted, never named."""
    contents = _CONTENTS.get(code)
    return {**_subject(case), **(contents(case, ctx) if contents else {})}


def _subject(recheck: Any) -> dict[str, Any]:
    filed = recheck.review.as_handed_in()
    return {
        "activity_name": filed.activity_name,
        "leader_name": filed.leader_name,
        "review_number": recheck.review.number,
        "committee_name": recheck.review.committee.name,
        "preliminary_at": iso(recheck.review.preliminary_at),
    }


def _received(recheck: Any, ctx: Context) -> dict[str, Any]:
    """A supplement changes the papers, never the clock: the receipt states the limit that runs already."""
    slots = dict.fromkeys(document.slot for document in documents_of(recheck))
    return {
        "received_at": iso(recheck.handed_in_on),
        "first_received_at": iso(recheck.received_at),
        "materials": [
            *(item.summary for item in ctx.law.items("recheck_materials")[:2]),
            *(_PAPERS.get(slot, slot) for slot in slots),
        ],
        **_until(recheck, ctx),
        "articles": cited(ctx, "recheck_materials", _RECHECK),
    }


def _supplement(recheck: Any, ctx: Context) -> dict[str, Any]:
    return {
        "received_at": iso(recheck.handed_in_on),
        "items": recheck.supplements,
        **_until(recheck, ctx),
        "articles": cited(ctx, "recheck_materials", _RECHECK),
    }


def _opinion(recheck: Any, ctx: Context) -> dict[str, Any]:
    held = recheck.standing_round()
    group = list(recheck.group())
    fields = Counter(seat.discipline for seat in group)
    declared = recheck.interests.filter(user__in=[seat.user_id for seat in group])
    return {
        "received_at": iso(recheck.received_at),
        "panel_formed_at": iso(recheck.panel_formed_at),
        "group": len(group),
        "fields": [
            {"label": str(field.label), "number": fields[field.value]}
            for field in Discipline
            if fields[field.value]
        ],
        "declared": declared.filter(conflicted=False).count(),
        "recused": recheck.interests.filter(conflicted=True).count(),
        "replaced": recheck.panel.filter(replaced_at__isnull=False).count(),
        "entrusted_to": recheck.entrusted_to.name if recheck.entrusted_to else "",
        "points": [
            {"summary": item.summary, "told": _told(held, item.code)}
            for item in ctx.law.items("recheck_points")
        ],
        "opinion": label(Opinion, recheck.opinion),
        "agrees": recheck.opinion == Opinion.AGREE,
        "summary": recheck.summary,
        "tally": voting.numbers(recheck, held, recused=0) if held else {},
        "share": str(ctx.law.threshold("ethics.recheck_share").value),
        "deadlines": [],
        "articles": cited(
            ctx, _RECHECK, "recheck_points", "ethics.recheck_group", "ethics.recheck_share"
        ),
        "final_article": ctx.citation("ethics.final_after_recheck"),
    }


def _told(held: Any, point: str) -> list[str]:
    """What the experts wrote of a point, in an order that tells nothing of who wrote it."""
    if held is None:
        return []
    sheets = [e.ballot.sheet for e in held.electors.all() if hasattr(e, "ballot")]
    return sorted(row["text"] for sheet in sheets for row in sheet if row["point"] == point)


def _called(recheck: Any, ctx: Context) -> dict[str, Any]:
    return {"ends_at": iso(ctx.data.get("ends_at")), **_until(recheck, ctx)}


def _until(recheck: Any, ctx: Context) -> dict[str, Any]:
    return {"deadlines": running(recheck, ctx, _RECHECK)}


def _withdrawn(recheck: Any, ctx: Context) -> dict[str, Any]:
    return {"reason": str(ctx.data.get("reason", ""))}


_CONTENTS: dict[str, Contents] = {
    "recheck_received": _received,
    "recheck_supplement": _supplement,
    "recheck_opinion": _opinion,
    "recheck_arrived": _called,
    "recheck_withdrawn": _withdrawn,
    "panel_called": _called,
    "panel_voting": _called,
}
