"""Which sanction a breach leads to, which measures it opens, and inside which band a fine must lie."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.law.rows import Sanction
from portal.law.rulebook import Rulebook
from portal.law.terms import Aggravation, Measure
from portal.workflow.errors import Reason


@dataclass(frozen=True, slots=True)
class Band:
    """What one text has on one sanction; ``sanction`` is None where that text has none."""

    profile: str
    title: str
    is_draft: bool
    sanction: Sanction | None

    @property
    def fine(self) -> str:
        """The range of the fine in Chinese, both ends included."""
        row = self.sanction
        if row is None or row.fine_min is None:
            return "未定罚款幅度"
        return f"{row.fine_min} 元以上 {row.fine_max} 元以下"


@dataclass(frozen=True, slots=True)
class Difference:
    """One point on which the texts differ: what it is about, and what each says, in the order of the bands."""

    topic: str
    texts: tuple[str, ...]


def governing(rulebook: Rulebook, ref: str) -> tuple[Sanction, ...]:
    """The sanctions that may meet a breach of article ``ref`` ("7", "15.1"), first what the conduct list names.

    An article that a sanction names covers its paragraphs. Where only paragraphs are named ("9.1", "9.2"), the bare
    article finds them all, and somebody must say which paragraph it was. Empty where no sanction meets the breach.
    """
    exact = [row for row in rulebook.sanctions if any(_covers(one, ref) for one in row.violates)]
    found = exact or [
        row for row in rulebook.sanctions if any(_covers(ref, one) for one in row.violates)
    ]
    usual = [item.sanction for item in rulebook.lists.get("conduct", ()) if _covers(item.ref, ref)]
    return tuple(sorted(found, key=lambda row: row.code not in usual))


def for_item(rulebook: Rulebook, list_name: str, code: str) -> Sanction | None:
    """The sanction that an entry of a list leads to; None where the text has no such entry or does not sanction it.

    The codes of the lists ``conduct`` and ``revocation_grounds`` are the same in both texts, their articles are not.
    """
    for item in rulebook.items(list_name):
        if item.code == code and item.sanction:
            return rulebook.sanction(item.sanction)
    return None


def severe_open(sanction: Sanction, *, refused: bool, serious: bool) -> bool:
    """Whether the severe step of the sanction may be taken."""
    found = {Aggravation.REFUSAL: refused, Aggravation.SERIOUS: serious}
    return any(found[word] for word in sanction.opens_by)


def offered(
    rulebook: Rulebook, sanction_code: str, *, refused: bool, serious: bool
) -> tuple[Measure, ...]:
    """The measures that may be imposed; none where the sanction sends to other laws. Raises UnknownRow."""
    row = rulebook.sanction(sanction_code)
    own = tuple(measure for measure in row.measures if measure is not Measure.OTHER_LAW)
    return own + row.severe if severe_open(row, refused=refused, serious=serious) else own


def measure_problems(
    rulebook: Rulebook,
    sanction_code: str,
    *,
    chosen: Collection[str],
    fine: Decimal | int | None,
    refused: bool,
    serious: bool,
) -> list[Reason]:
    """Why these measures with this fine (yuan) cannot be imposed, a sentence each. Raises UnknownRow."""
    row = rulebook.sanction(sanction_code)
    if Measure.OTHER_LAW in row.measures:
        text = "本条不设自己的处罚措施，应依照其他法律、行政法规和规章处理或者移送"
        imposed = bool(chosen) or fine is not None
        return [Reason(text, "measures", row.citation, "other_law")] if imposed else []
    allowed = offered(rulebook, sanction_code, refused=refused, serious=serious)
    return [
        *_choice_problems(row, chosen, allowed),
        *_joining_problems(row, chosen),
        *_amount_problems(row, Measure.FINE in chosen, fine),
    ]


def bands(rulebooks: Iterable[Rulebook], sanction_code: str) -> tuple[Band, ...]:
    """What each text has on the sanction of that code, in the order given."""
    return tuple(
        Band(
            law.profile,
            law.title,
            law.is_draft,
            next((row for row in law.sanctions if row.code == sanction_code), None),
        )
        for law in rulebooks
    )


def differences(compared: Iterable[Band]) -> tuple[Difference, ...]:
    """两文本不同之处: the points on which these bands do not say the same."""
    columns = [_points(band) for band in compared]
    rows = zip(*columns, strict=True)
    return tuple(
        Difference(points[0][0], texts)
        for points in rows
        if len(set(texts := tuple(text for _, text in points))) > 1
    )


def _points(band: Band) -> tuple[tuple[str, str], ...]:
    row = band.sanction
    return (
        ("条款", row.article if row else "无此规定"),
        ("违反的条款", "、".join(row.violates) if row else "无此规定"),
        ("措施", row.measures_text if row else "无此规定"),
        ("加重的条件", row.severe_when if row else "无此规定"),
        ("加重的措施", row.severe_text if row else "无此规定"),
        ("罚款幅度", band.fine),
    )


def _covers(article: str, ref: str) -> bool:
    """Whether ``ref`` is the article itself or one of its paragraphs."""
    return ref == article or ref.startswith(f"{article}.")


def _choice_problems(
    row: Sanction, chosen: Collection[str], allowed: Collection[Measure]
) -> Iterator[Reason]:
    if not chosen:
        yield Reason("至少选择一项处罚措施", "measures", row.citation, "no_measure")
    for word in chosen:
        if word in row.severe and word not in allowed:
            text = f"{Measure(word).label}须在{row.severe_when}时才能作出"
            yield Reason(text, "measures", row.citation, "severe_not_open")
        elif word not in allowed:
            known = Measure(word).label if word in set(Measure) else "所选"
            text = f"{known}不是本条规定的措施"
            yield Reason(text, "measures", row.citation, "not_offered")


def _joining_problems(row: Sanction, chosen: Collection[str]) -> Iterator[Reason]:
    """并处: a fine that stands beside the suspension in the severe step is imposed with it, never alone."""
    joined = {Measure.FINE, Measure.SUSPEND_UPDATES}.issubset(row.severe)
    if joined and Measure.FINE in chosen and Measure.SUSPEND_UPDATES not in chosen:
        text = "罚款须与责令暂停信息更新一并作出，不得单独处以罚款"
        yield Reason(text, "measures", row.citation, "fine_alone")


def _amount_problems(row: Sanction, fined: bool, fine: Decimal | int | None) -> Iterator[Reason]:
    if not fined:
        if fine is not None:
            yield Reason(
                "没有选择罚款，不应填写罚款数额", "fine", row.citation, "amount_without_fine"
            )
    elif row.fine_min is None or row.fine_max is None:
        yield Reason("本条没有规定罚款数额，不得处以罚款", "fine", row.citation, "no_band")
    elif fine is None:
        yield Reason("请填写罚款数额", "fine", row.citation, "amount_missing")
    elif not _inside(fine, row.fine_min, row.fine_max):
        text = f"罚款应在 {row.fine_min} 元至 {row.fine_max} 元之间（含两端），而不是 {fine} 元"
        yield Reason(text, "fine", row.citation, "outside_band")


def _inside(fine: Decimal | int, least: int, most: int) -> bool:
    return Decimal(fine).is_finite() and least <= fine <= most
