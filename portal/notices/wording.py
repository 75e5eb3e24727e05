"""One stated value in words: as the letter prints it in Chinese, and in English."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from portal.clock import CHINA
from portal.law.terms import Direction, Party, Unit
from portal.notices.contents import Content, Facts, found
from portal.notices.templatetags.letters import cn_date, cn_moment
from portal.notices.terms import WAYS

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\S+)?")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
#: Longer texts are not repeated: the letter itself has them.
_LONGEST = 80
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_UNITS = {
    Unit.WORKING_DAY.value: "working day",
    Unit.NATURAL_DAY.value: "day",
    Unit.MONTH.value: "month",
    Unit.YEAR.value: "year",
    Unit.HOUR.value: "hour",
}
_PARTIES = {
    Party.PROVIDER.value: "provider",
    Party.AUTHORITY.value: "authority",
    Party.COMMITTEE.value: "committee",
    Party.APPLICANT.value: "applicant",
    Party.UNIT.value: "responsible unit",
    Party.PLATFORM.value: "platform",
    Party.ENFORCEMENT.value: "enforcement authority",
    Party.RESPONDENT.value: "party concerned",
    Party.RECONSIDERATION.value: "reconsideration authority",
}


def chinese(content: Content, facts: Facts) -> str:
    """What the letter states of an item; a long text is named, not repeated."""
    if content.sentence:
        return content.sentence
    said = "；".join(printed(leaf).rstrip("。") for leaf in content.values(facts))
    return said if content.english or len(said) <= _LONGEST else "见正文"


def printed(leaf: Any) -> str:
    """One value as a letter prints it: dates in Chinese, a limit by its last day or moment."""
    if isinstance(leaf, Mapping) and "moment" in leaf:
        if leaf.get("last_day"):
            return f"{leaf.get('summary', '')}：最后一日为{cn_date(leaf['last_day'])}"
        return f"{leaf.get('summary', '')}：于{cn_moment(leaf['moment'])}届满"
    if isinstance(leaf, Mapping):
        return "，".join(printed(one) for one in leaf.values())
    if isinstance(leaf, bool):
        return "是" if leaf else "否"
    if isinstance(leaf, str) and _ISO.fullmatch(leaf):
        return cn_moment(leaf)
    return str(leaf).strip()


def english(content: Content, facts: Facts) -> str:
    """The same in English: sentences from structured terms, dates and limits in figures, free text in Chinese."""
    if content.sentence:
        return content.sentence_en
    terms = found(facts, content.english) if content.english else []
    if terms and None not in terms:
        return " ".join(sentence(term) for term in terms)
    leaves = content.values(facts)
    words = dict(content.words)
    said = "; ".join(words.get(str(leaf), _english(leaf).rstrip("。")) for leaf in leaves)
    if any(isinstance(leaf, str) and _is_chinese(leaf) and leaf not in words for leaf in leaves):
        return f"{said} (original in Chinese)" if len(said) <= _LONGEST else "See the Chinese text."
    return said


def sentence(term: Mapping[str, Any]) -> str:
    """One structured term (``portal.notices.terms.told``) as an English sentence."""
    before = term["direction"] == Direction.BEFORE
    unit = _UNITS.get(term["unit"])
    if term["amount"] is None or unit is None:
        return WAYS[term["way"]].format(within="promptly", of="upon" if not before else "before")
    length = f"{term['amount']} {unit}{'' if term['amount'] == 1 else 's'}"
    within = f"at least {length}" if before else f"within {length}"
    return WAYS[term["way"]].format(within=within, of="before" if before else "after")


def _english(leaf: Any) -> str:
    if isinstance(leaf, Mapping) and "moment" in leaf:
        return _limit(leaf)
    if isinstance(leaf, Mapping):
        return ", ".join(_english(one) for one in leaf.values())
    if isinstance(leaf, bool):
        return "yes" if leaf else "no"
    if isinstance(leaf, str) and _ISO.fullmatch(leaf):
        return english_moment(leaf)
    return str(leaf).strip()


def _limit(deadline: Mapping[str, Any]) -> str:
    """For whom a limit runs and until when, in figures."""
    who = _PARTIES.get(str(deadline.get("party")), "")
    if deadline.get("last_day"):
        until = f"until {english_moment(str(deadline['last_day']))}, 24:00 (China Standard Time)"
    else:
        until = f"until {english_moment(str(deadline['moment']))}"
    provisional = ", provisional until the public holidays are announced"
    told = f"{until}{provisional if deadline.get('provisional') else ''}"
    return f"{who}: {told}" if who else told


def english_moment(iso: str) -> str:
    """``2026-03-09`` as 9 March 2026; a moment with its time in China."""
    if "T" not in iso:
        day = date.fromisoformat(iso)
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    moment = datetime.fromisoformat(iso).astimezone(CHINA)
    day_told = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{day_told}, {moment:%H:%M} (China Standard Time)"


def _is_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None and _ISO.fullmatch(text) is None
