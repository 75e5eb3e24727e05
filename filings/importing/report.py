"""The quality report of an import: what a person should look at, with the rows named."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from filings.importing.listings import Listing
from filings.importing.store import Outcome
from filings.record_number import parse
from filings.search.tokens import key

_SHOWN = 20


def lines(listings: list[Listing], outcome: Outcome, *, dry_run: bool) -> Iterator[str]:
    """The report, line by line."""
    numbers = {listing.public.record_number for listing in listings}
    yield f"读取 {len(listings)} 行，{len(numbers)} 个编号"
    yield f"新增 {outcome.new} 条，变更 {outcome.changed} 条，未变 {outcome.unchanged} 条" + (
        "（试运行，未写入）" if dry_run else ""
    )
    yield from _section("本门户自己的编号，未改动", outcome.own)
    yield from _section("重复的编号", _duplicates(listings))
    yield from _section(
        "编号位数、校验位或组成有疑问",
        [f"{x.place} {x.public.record_number}：{p}" for x in listings for p in x.number_problems],
    )
    yield from _section("主体名称写法不一", _spellings(x.public.subject_name for x in listings))
    yield from _section("同一主体代码下名称不同", _names_of_codes(listings))
    yield from _section("类型、角色或时间有疑问", _counted(d for x in listings for d in x.doubts))


def _section(title: str, found: list[str]) -> Iterator[str]:
    yield f"{title}：{len(found)} 处"
    for line in found[:_SHOWN]:
        yield f"  {line}"
    if len(found) > _SHOWN:
        yield f"  另有 {len(found) - _SHOWN} 处"


def _duplicates(listings: list[Listing]) -> list[str]:
    """Numbers that several rows carry, and whether the rows say the same."""
    groups: dict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        groups[listing.public.record_number].append(listing)
    return [
        f"{number}（{_kind(group)}）：{'、'.join(x.place for x in group)}"
        for number, group in groups.items()
        if len(group) > 1
    ]


def _kind(group: list[Listing]) -> str:
    publics = {listing.public for listing in group}
    if len(publics) == 1:
        return "内容相同"
    if len({p.algorithm_name for p in publics}) > 1 or len({p.subject_name for p in publics}) > 1:
        return "算法或主体不同，可能是编号误印"
    return "先后列入不同清单" if len({p.list_name for p in publics}) > 1 else "内容不同"


def _spellings(names: Iterable[str]) -> list[str]:
    """Names that differ only in width, case, brackets, spaces or look-alike characters."""
    groups: dict[str, set[str]] = defaultdict(set)
    for name in names:
        groups[key(name)].add(name)
    return ["　".join(sorted(group)) for group in groups.values() if len(group) > 1]


def _names_of_codes(listings: list[Listing]) -> list[str]:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for listing in listings:
        number = parse(listing.public.record_number)
        if number:
            name = listing.public.subject_name
            groups[number.subject].setdefault(key(name), name)
    return [f"{code}：{'、'.join(g.values())}" for code, g in groups.items() if len(g) > 1]


def _counted(doubts: Iterable[str]) -> list[str]:
    return [f"{doubt}：{count} 行" for doubt, count in Counter(doubts).most_common()]
