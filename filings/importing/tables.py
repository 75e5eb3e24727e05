"""A published list as a table of texts, wherever it came from, and what makes a file unusable."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from filings.search.tokens import fold

#: Column heads of the official lists, of the notices of cancellation and of our own CSV.
COLUMNS = {
    "record_number": ("备案编号", "算法备案编号", "filing_number", "record_number"),
    "algorithm_name": ("算法名称", "algorithm_name"),
    "subject_name": ("主体名称", "备案主体", "备案主体名称", "subject_name"),
    "algorithm_type": ("算法类别", "算法类型", "algorithm_type"),
    "published_class": ("公示类别", "published_class"),
    "role": ("角色", "role"),
    "product": ("应用产品", "关联产品", "product"),
    "purpose": ("主要用途", "purpose"),
    "note": ("备注", "note"),
    "published": ("公示时间", "公示日期", "发布时间", "发布日期", "published_date"),
    "cancelled": ("注销时间", "cancelled_date"),
    "list_name": ("清单名称", "所在清单", "list_name"),
    "serial": ("序号", "serial"),
}
REQUIRED = ("record_number", "algorithm_name", "subject_name")
_MEANING = {fold(head): name for name, heads in COLUMNS.items() for head in heads}
_REMARK = re.compile(r"\s*(注|说明|备注|来源|附)\s*[:：]")
_HEAD_WITHIN = 10


class DamagedFile(ValueError):
    """The file cannot be taken in as a whole; the message names the place and the reason."""


@dataclass(frozen=True)
class Row:
    """One line of a list: where it stands, and its texts by meaning of the column."""

    place: str
    texts: dict[str, str]


@dataclass
class Table:
    """A list: what stands above it, and its lines. ``lines`` yields places and cells, the head among them."""

    lines: Iterator[tuple[str, list[str]]]
    title: list[str] = field(default_factory=list)
    heads: list[str | None] | None = None

    def rows(self) -> Iterator[Row]:
        """The rows below the head. Raises DamagedFile where there is no head or a row does not fit it."""
        before: list[str] = []
        for place, cells in self.lines:
            texts = [cell.strip() for cell in cells]
            if not any(texts):
                continue
            if is_head(texts):
                self.heads = _read_head(place, texts)
            elif self.heads is None:
                before += [text for text in dict.fromkeys(texts) if text]
                if len(before) > _HEAD_WITHIN * len(texts):
                    break
            elif not _is_remark(texts):
                yield _row(place, texts, self.heads)
            self.title = before
        if self.heads is None:
            raise DamagedFile("没有找到表头：应有“备案编号”“算法名称”“主体名称”三列")


def _row(place: str, texts: list[str], heads: list[str | None]) -> Row:
    if len(texts) != len(heads):
        raise DamagedFile(f"{place}：应有 {len(heads)} 列，实有 {len(texts)} 列")
    return Row(place, {h: t for h, t in zip(heads, texts, strict=True) if h})


def is_head(texts: list[str]) -> bool:
    meanings = {_MEANING.get(_plain(text)) for text in texts}
    return {"record_number", "algorithm_name"} <= meanings


def _read_head(place: str, texts: list[str]) -> list[str | None]:
    heads = [_MEANING.get(_plain(text)) for text in texts]
    for name in REQUIRED:
        if name not in heads:
            raise DamagedFile(f"{place}：表头缺少“{COLUMNS[name][0]}”一列")
    for name in filter(None, heads):
        if heads.count(name) > 1:
            raise DamagedFile(f"{place}：表头“{COLUMNS[name][0]}”出现了两次")
    return heads


def _plain(text: str) -> str:
    return fold(re.sub(r"\s+", "", text).lstrip("\ufeff"))


def _is_remark(texts: list[str]) -> bool:
    said = {text for text in texts if text}
    return len(said) == 1 and bool(_REMARK.match(next(iter(said))))
