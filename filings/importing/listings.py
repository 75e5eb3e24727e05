"""From the texts of a row to what the register publishes, with what is odd about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from filings.importing.tables import COLUMNS, REQUIRED, DamagedFile, Row
from filings.publishing import PublicEntry
from filings.record_number import PREFIX, SUFFIX, digits_of, parse, problems
from filings.register import RegistryEntry
from filings.search.tokens import fold
from filings.states import AlgorithmClass, AlgorithmType, EntryStatus, ProviderRole
from portal.accounts.codes import PROVINCES

_KNOWN_PROVINCES = frozenset(PROVINCES) - {"99"}
_DATE = re.compile(r"(20[0-9]{2})\s*[-./年]\s*([0-9]{1,2})\s*(?:[-./月]\s*([0-9]{1,2})\s*日?|月)?")
_CLASSES = {c.label: c for c in AlgorithmClass}
_TYPES = {t.label: t for t in AlgorithmType}
_ROLES = {r.label: r for r in ProviderRole}
_SHORT = {
    f.name: f.max_length
    for f in RegistryEntry._meta.fields
    if f.name in {"algorithm_name", "subject_name", "list_name", "published_class"}
}


@dataclass(frozen=True)
class Listing:
    """A row that was understood: what to publish, where it stood, what a person should look at."""

    place: str
    public: PublicEntry
    number_problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Defaults:
    """What the list says of all its rows: its name and the date of its publication, as far as known."""

    list_name: str = ""
    published: str = ""

    @classmethod
    def of(cls, title: Iterable[str], file_name: str) -> "Defaults":
        """Read from the lines above the table and the file's name."""
        lines = [*title, re.sub(r"\.[A-Za-z]+$", "", file_name)]
        name = next((line for line in lines if "清单" in line or "公告" in line), "")
        dated = next((found[0] for line in lines if (found := _DATE.search(line))), "")
        return cls(name[:100], dated)


def understand(row: Row, defaults: Defaults) -> Listing:
    """The listing that ``row`` is. Raises DamagedFile, naming the row, where it cannot be one."""
    texts = {name: _clean(name, text) for name, text in row.texts.items()}
    for name in REQUIRED:
        if not texts[name]:
            raise DamagedFile(f"{row.place}：“{COLUMNS[name][0]}”是空的")
    for name, longest in _SHORT.items():
        if len(texts.get(name, "")) > (longest or 0):
            raise DamagedFile(f"{row.place}：“{COLUMNS[name][0]}”超过 {longest} 个字")
    number = _number(row, texts["record_number"])
    doubts: list[str] = []
    published_on, published_text = _published(row, texts, defaults, number, doubts)
    public = PublicEntry(
        record_number=number,
        algorithm_name=texts["algorithm_name"],
        algorithm_type=_type(row, texts, number, doubts),
        published_class=texts.get("published_class") or texts.get("algorithm_type", ""),
        role=_role(texts, doubts),
        subject_name=texts["subject_name"],
        product=texts.get("product", ""),
        purpose=texts.get("purpose", ""),
        note=texts.get("note", "") or ("已注销" if texts.get("cancelled") else ""),
        list_name=texts.get("list_name") or defaults.list_name,
        published_on=published_on,
        published_text=published_text,
        status=_status(texts),
    )
    return Listing(row.place, public, problems(number, _KNOWN_PROVINCES), doubts)


def _clean(name: str, text: str) -> str:
    """One line for names and numbers; control characters nowhere."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n"))
    return (text if name in {"product", "purpose", "note"} else text.replace("\n", "")).strip()


def _number(row: Row, text: str) -> str:
    digits = digits_of(text)
    if digits is None:
        raise DamagedFile(f"{row.place}：备案编号“{text[:40]}”不是“{PREFIX}”加数字加“{SUFFIX}”")
    longest = RegistryEntry._meta.get_field("digits").max_length or 0
    if not 10 <= len(digits) <= longest:
        raise DamagedFile(f"{row.place}：备案编号有 {len(digits)} 位数字，无法当作编号")
    return f"{PREFIX}{digits}{SUFFIX}"


def _type(row: Row, texts: dict[str, str], number: str, doubts: list[str]) -> str:
    """The legal kind: by the printed type, else by the printed class, else by the number's class digits."""
    said = [texts.get(name, "") for name in ("algorithm_type", "published_class")]
    for text in filter(None, said):
        if text in _TYPES:
            return str(_TYPES[text])
        if text in _CLASSES:
            return str(_CLASSES[text].algorithm_type)
    parts = parse(number)
    by_number = parts and next((c for c in AlgorithmClass if c == parts.class_code), None)
    if any(said):
        doubts.append(f"算法类型“{next(filter(None, said))}”不在已知类型之内")
    if by_number:
        return str(by_number.algorithm_type)
    if texts.get("role"):
        return str(AlgorithmType.GENERATION)  # only deep-synthesis lists print a role
    raise DamagedFile(f"{row.place}：算法类型既未列出，也不能从编号得知")


def _role(texts: dict[str, str], doubts: list[str]) -> str:
    said = texts.get("role", "").removeprefix("深度合成")
    if said and said not in _ROLES:
        doubts.append(f"角色“{said}”不在已知角色之内")
    return str(_ROLES.get(said, ""))


def _status(texts: dict[str, str]) -> EntryStatus:
    note = texts.get("note", "")
    if texts.get("cancelled") or "已注销" in note:
        return EntryStatus.CANCELLED
    return EntryStatus.REVOKED if "已撤销" in note else EntryStatus.IN_FORCE


def _published(
    row: Row, texts: dict[str, str], defaults: Defaults, number: str, doubts: list[str]
) -> tuple[date, str]:
    said = texts.get("published") or texts.get("cancelled") or defaults.published
    if not said:
        parts = parse(number)
        if parts is None:
            raise DamagedFile(f"{row.place}：没有公示时间，也不能从编号得知；请用 --published 指明")
        doubts.append("清单没有公示时间，按编号中的年份登记")
        return date(2000 + int(parts.year), 1, 1), f"20{parts.year}"
    found = _DATE.fullmatch(fold(said))
    if not found:
        raise DamagedFile(f"{row.place}：公示时间“{said[:20]}”不是年-月或年-月-日")
    year, month, day = int(found[1]), int(found[2]), found[3]
    try:
        on = date(year, month, int(day or 1))
    except ValueError as error:
        raise DamagedFile(f"{row.place}：公示时间“{said[:20]}”不是有效的日期") from error
    return on, on.isoformat() if day else f"{year}-{month:02d}"
