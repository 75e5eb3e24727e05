"""What a charge must say, and whether the penalty that is intended fits it (penalty law, 36, 40, 57; the sanctions)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from enforcement.rules.sanctions import governing, measure_problems
from portal.clock import china_date
from portal.law.rows import ListItem, Sanction
from portal.law.rulebook import Rulebook
from portal.law.terms import Aggravation, Measure
from portal.workflow.errors import Reason


def conduct(law: Rulebook, codes: Collection[str]) -> list[ListItem]:
    """The entries of the list ``conduct`` with these codes, in the order of the text."""
    return [item for item in law.items("conduct") if item.code in codes]


def fitting(law: Rulebook, codes: Collection[str]) -> list[Sanction]:
    """The sanctions that may meet the conduct charged, each once, the usual one first."""
    found: dict[str, Sanction] = {}
    for item in conduct(law, codes):
        if item.sanction:
            found.setdefault(item.sanction, law.sanction(item.sanction))
        for row in governing(law, item.ref):
            found.setdefault(row.code, row)
    return list(found.values())


def fact_problems(charge: Any, today: date) -> Iterator[Reason]:
    """What the account of the act lacks, or says against itself."""
    for name, label in (("facts", "违法事实"), ("party_address", "当事人地址")):
        if not getattr(charge, name).strip():
            yield Reason(f"请填写“{label}”", name)
    for name, label in (("act_on", "违法行为发生日期"), ("found_on", "发现日期")):
        if getattr(charge, name) is None:
            yield Reason(f"请填写“{label}”", name)
    yield from _date_problems(charge, today)


def basis_problems(charge: Any, law: Rulebook) -> Iterator[Reason]:
    """What the provisions and the sanction lack."""
    if not charge.refs:
        yield Reason("请选择“违反的条款”", "refs")
    if not charge.sanction:
        yield Reason("请选择“处罚依据”", "sanction")
    elif charge.refs and charge.sanction not in {row.code for row in fitting(law, charge.refs)}:
        yield Reason("所选处罚依据不适用于违反的条款", "sanction", code="other_sanction")
    if charge.serious and not charge.serious_reasons.strip():
        yield Reason("认定情节严重的，请写明理由", "serious_reasons")


def penalty_problems(
    charge: Any, law: Rulebook, measures: Collection[str], fine: int | None
) -> list[Reason]:
    """Whether these measures with this fine lie within the sanction charged."""
    known = {row.code for row in law.sanctions}
    if charge.sanction not in known:
        return [Reason("请选择“处罚依据”", "sanction")]
    return measure_problems(
        law,
        charge.sanction,
        chosen=measures,
        fine=fine,
        refused=charge.refused,
        serious=charge.serious,
    )


def suspension_problems(
    measures: Collection[str], until: date | None, today: date, law: Rulebook
) -> Iterator[Reason]:
    """A suspension of updates has an end, which lies ahead and within bounds (house rule P34)."""
    longest = law.threshold("penalty.suspension_longest")
    latest = today + timedelta(days=longest.number)
    if Measure.SUSPEND_UPDATES not in measures:
        if until is not None:
            yield Reason("没有选择责令暂停信息更新，不应填写暂停的日期", "suspend_until")
    elif until is None:
        yield Reason("责令暂停信息更新的，请填写暂停至哪一日", "suspend_until")
    elif until <= today:
        yield Reason("暂停信息更新的最后一日应在今天之后", "suspend_until")
    elif until > latest:
        told = f"暂停信息更新至多 {longest.number} 日，最后一日不能晚于 {latest}"
        yield Reason(told, "suspend_until", longest.citation, "too_long")


def outlasting_problems(until: date | None, last_of_service: date | None) -> Iterator[Reason]:
    """A suspension that would be over before the decision has to be served would never have held."""
    if until is not None and last_of_service is not None and until <= last_of_service:
        text = f"暂停信息更新的最后一日应晚于送达期限的最后一日 {last_of_service}"
        yield Reason(text, "suspend_until", code="over_at_service")


def may_be_one_act(one: Any, other: Any) -> bool:
    """Whether two charges may be about one act: the same order refused, or a provision and some days in common."""
    if one.refused_order_id is not None and one.refused_order_id == other.refused_order_id:
        return True
    if one.act_on is None or other.act_on is None or not set(one.refs) & set(other.refs):
        return False
    return not (_ended_before(one, other.act_on) or _ended_before(other, one.act_on))


def heavier_problems(
    announced: Mapping[str, Any],
    measures: Collection[str],
    fine: int | None,
    until: date | None,
    today: date,
) -> Iterator[Reason]:
    """Why the penalty is heavier than the one announced: nobody fares worse for having spoken (article 45).

    A suspension is as heavy as it is long: from ``today``, the day of the decision, against the one from the notice.
    """
    added = [Measure(word).label for word in measures if word not in announced["measures"]]
    if added:
        text = f"{'、'.join(added)}没有告知过当事人；确需作出的，应重新审核并告知"
        yield Reason(text, "measures", code="not_announced")
    if (fine or 0) > (announced["fine"] or 0) and not added:
        text = f"罚款 {fine} 元高于告知的 {announced['fine'] or 0} 元；确需加重的，应重新审核并告知"
        yield Reason(text, "fine", code="heavier")
    told = announced["suspend_until"]
    if until is not None and told:
        days = (date.fromisoformat(told) - _day(announced["at"])).days
        if (until - today).days > days:
            text = f"暂停信息更新的时间长于告知的 {days} 日"
            yield Reason(text, "suspend_until", code="heavier")


def rests_on_something_new(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a second notice states other facts, provisions or more evidence than the one before it."""
    known = ("facts", "refs", "basis")
    more = len(after["evidence"]) > len(before["evidence"])
    return more or any(before[name] != after[name] for name in known)


def _ended_before(charge: Any, day: date) -> bool:
    return charge.act_ended is not None and charge.act_ended < day


def _day(moment: str) -> date:
    return china_date(datetime.fromisoformat(moment))


def grounds_text(charge: Any) -> str:
    """What opens the severe step in this case, in words; empty where nothing does."""
    found = [
        word.label
        for word, holds in (
            (Aggravation.REFUSAL, charge.refused),
            (Aggravation.SERIOUS, charge.serious),
        )
        if holds
    ]
    return "、".join(found)


def _date_problems(charge: Any, today: date) -> Iterator[Reason]:
    began, ended, found = charge.act_on, charge.act_ended_on, charge.found_on
    if charge.continues and ended is not None:
        yield Reason("违法行为仍在继续的，不填终了日期", "act_ended_on")
    if began is not None and began > today:
        yield Reason("违法行为发生日期不能晚于今天", "act_on")
    if ended is not None and ended > today:
        yield Reason("违法行为终了日期不能晚于今天", "act_ended_on")
    if began is not None and ended is not None and ended < began:
        yield Reason("违法行为终了日期不能早于发生日期", "act_ended_on")
    if found is not None and found > today:
        yield Reason("发现日期不能晚于今天", "found_on")
    if began is not None and found is not None and found < began:
        yield Reason("发现日期不能早于违法行为发生日期", "found_on")
