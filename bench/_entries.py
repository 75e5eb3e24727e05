"""A register of any size for the measurements: entries that read like real ones, put together in the database.

Each text is a head and a tail taken from a vocabulary, so that the runs of characters are as common as in the real
lists. The vocabulary comes from a published list where one is given, else from the words below.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import product
from pathlib import Path

import _scratch  # noqa: F401 -- names the database and sets Django up
from django.db import connection, models, transaction

from filings.importing.listings import Defaults, understand
from filings.importing.tables import Row
from filings.models import RegistryChange, RegistryEntry
from filings.publishing import PublicEntry
from filings.record_number import digits_of
from filings.search.tokens import keys

BATCH = 250_000
#: What is chosen by hash for an entry (by company: two entries on average have the same).
_BY_ENTRY = ("frame", "name_head", "name_tail", "product", "purpose_head", "purpose_tail")
_BY_COMPANY = ("place", "brand", "form")


@dataclass(frozen=True)
class Frame:
    """What is not text: an entry's kind, the list it stands on, and where the number says it comes from."""

    division: str = "110105"
    class_code: str = "01"
    algorithm_type: str = "generation"
    published_class: str = ""
    role: str = "provider"
    list_name: str = "境内深度合成服务算法备案清单"
    published_on: date = date(2024, 6, 12)


@dataclass(frozen=True)
class Vocabulary:
    """Pieces by kind, and frames; what is common stands in them more than once."""

    frames: list[Frame] = field(default_factory=list)
    pieces: dict[str, list[str]] = field(default_factory=dict)


def invented() -> Vocabulary:
    """A vocabulary of our own, shaped like the lists' words."""
    signs = "青云海山星华智数灵天远景明光新联安和兴达博瑞思维创优微蓝鹿鲸"
    brands = [a + b for a, b in product(signs, signs) if a != b]
    media = "文本 图像 语音 视频 人脸 歌声 数字人 多模态 商品 资讯 短视频 直播".split()
    works = "生成合成 智能客服 内容推荐 信息检索 智能问答 个性化推送 排序 翻译 对话 调度".split()
    scenes = (
        "在线客服 内容创作 广告营销 教育辅导 医疗问诊 新闻资讯 电商购物 出行配送 政务服务".split()
    )
    kinds = [
        *[("01", "generation", "", "provider"), ("01", "generation", "", "supporter")] * 8,
        ("02", "push", "个性化推送类", ""),
        ("04", "retrieval", "检索过滤类", ""),
        ("03", "ranking", "排序精选类", ""),
        ("06", "dispatch", "调度决策类", ""),
    ]
    divisions = "110105 110108 310115 330106 440305 440106 510107 320102 420111 610113".split()
    days = [date(2022 + i // 4, 2 + 3 * (i % 4), 18) for i in range(15)]
    return Vocabulary(
        [Frame(d, *k, "算法备案清单", day) for k, d, day in product(kinds, divisions, days)],
        {
            "name_head": brands,
            "name_tail": [f"{a}{b}算法" for a, b in product(media, works)],
            "place": "北京 上海 深圳 杭州 广州 成都 南京 武汉 西安 合肥".split(),
            "brand": [a + b for a, b in product(signs, brands[::7])],
            "form": "科技有限公司 网络科技有限公司 信息技术有限公司 智能科技股份有限公司".split(),
            "product": [f"{b}{s}" for b, s in product(brands, ("（APP）", "（网站）", "、小程序"))],
            "purpose_head": [f"应用于{s}场景，" for s in scenes],
            "purpose_tail": [
                f"根据用户输入的{a}，{verb}相应的{b}内容。"
                for a, verb, b in product(media, ("生成", "推荐", "检索", "合成"), media)
            ],
        },
    )


def taken_from(path: Path) -> Vocabulary:
    """The vocabulary of a published list (CSV)."""
    pieces: dict[str, list[str]] = {kind: [] for kind in (*_BY_ENTRY[1:], *_BY_COMPANY)}
    frames = []
    for public in _listed(path):
        frames.append(_frame(public))
        head, _, tail = public.purpose.partition("，")
        cut = max(1, len(public.algorithm_name) - 6)
        found = {
            "name_head": public.algorithm_name[:cut],
            "name_tail": public.algorithm_name[cut:],
            "product": public.product,
            "purpose_head": head + "，",
            "purpose_tail": tail,
            "place": public.subject_name[:2],
            "brand": public.subject_name[2:-6],
            "form": public.subject_name[-6:],
        }
        for kind, text in found.items():
            pieces[kind].append(text)
    return Vocabulary(frames, pieces)


def _listed(path: Path) -> Iterator[PublicEntry]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            cells = row | {
                "record_number": row["filing_number"],
                "published": row["published_date"],
            }
            yield understand(Row(f"第 {line} 行", cells), Defaults()).public


def _frame(public: PublicEntry) -> Frame:
    digits = (digits_of(public.record_number) or "").ljust(15, "0")
    copied = ("algorithm_type", "published_class", "role", "list_name", "published_on")
    return Frame(digits[:6], digits[13:15], *(getattr(public, name) for name in copied))


def grow(total: int, vocabulary: Vocabulary) -> None:
    """Entries up to ``total``, each with the public version that the change feed tells of it."""
    with connection.cursor() as sql:
        sql.execute("SET synchronous_commit = off")
        first = RegistryEntry.objects.aggregate(last=models.Max("pk"))["last"] or 0
        _spread_out(vocabulary)
        sizes = {"frame": len(vocabulary.frames)} | {
            kind: len(texts) for kind, texts in vocabulary.pieces.items()
        }
        for start in range(first + 1, total + 1, BATCH):
            with transaction.atomic():
                bounds = [start, min(start + BATCH - 1, total)]
                sql.execute(_entries(sizes), bounds)
                sql.execute(_versions(), bounds)
        entries, changes = RegistryEntry._meta.db_table, RegistryChange._meta.db_table
        sql.execute(f"SELECT setval(pg_get_serial_sequence('{entries}', 'id'), {total})")
        sql.execute(f"VACUUM ANALYZE {entries}, {changes}")


def _spread_out(vocabulary: Vocabulary) -> None:
    """The vocabulary as temporary tables, every piece with its normal form."""
    with connection.cursor() as sql:
        sql.execute("DROP TABLE IF EXISTS bench_piece, bench_frame")
        sql.execute("CREATE TEMP TABLE bench_piece (kind text, at int, text text, key text)")
        sql.execute(
            "CREATE TEMP TABLE bench_frame (at int, division text, class_code text,"
            " algorithm_type text, published_class text, role text, list_name text, day date)"
        )
        rows = [
            (kind, at, text, keys([text]))
            for kind, texts in vocabulary.pieces.items()
            for at, text in enumerate(texts)
        ]
        sql.executemany("INSERT INTO bench_piece VALUES (%s, %s, %s, %s)", rows)
        frames = [
            (at, *(getattr(frame, f.name) for f in fields(Frame)))
            for at, frame in enumerate(vocabulary.frames)
        ]
        sql.executemany(f"INSERT INTO bench_frame VALUES (%s{', %s' * 7})", frames)
        sql.execute("ANALYZE bench_piece")
        sql.execute("ANALYZE bench_frame")


#: Column → expression. ``e`` is the entry's serial and its company's, the rest the pieces chosen for it.
_COLUMNS = {
    "id": "e.id",
    "record_number": "'网信算备' || e.digits || '号'",
    "digits": "e.digits",
    "subject_code": "substr(e.digits, 7, 7)",
    "algorithm_name": "left(e.name_head || e.name_tail, 200)",
    "algorithm_type": "e.algorithm_type",
    "published_class": "e.published_class",
    "role": "e.role",
    "subject_name": "e.place || e.brand || e.form",
    "region": "left(e.division, 2)",
    "product": "e.product",
    "purpose": "e.purpose_head || e.purpose_tail",
    "list_name": "e.list_name",
    "published_on": "e.day",
    "published_text": "e.day::text",
    "year": "extract(year FROM e.day)",
    "status": "CASE WHEN e.luck < 30 THEN 'cancelled' WHEN e.luck < 32 THEN 'revoked' ELSE 'in_force' END",
    "source": "'import'",
    "name_key": "e.name_head_key || e.name_tail_key",
    "subject_key": "e.place_key || e.brand_key || e.form_key",
    "text_key": (
        "concat_ws(chr(10), nullif(e.product_key, ''), nullif(e.purpose_head_key, ''),"
        " nullif(e.purpose_tail_key, ''), e.name_head_key || e.name_tail_key,"
        " e.place_key || e.brand_key || e.form_key)"
    ),
}


def _entries(sizes: dict[str, int]) -> str:
    """The statement that puts entries together."""
    texts = [kind for kind in (*_BY_ENTRY, *_BY_COMPANY) if kind != "frame"]
    chosen = "".join(f", {kind}.text AS {kind}, {kind}.key AS {kind}_key" for kind in texts)
    salts = {kind: salt for salt, kind in enumerate((*_BY_ENTRY, *_BY_COMPANY))}

    def place(kind: str) -> str:
        subject = "g / 2" if kind in _BY_COMPANY else "g"
        return f"abs(hashint8extended({subject}, {salts[kind]}) %% {sizes[kind]})"

    joins = "".join(
        f" JOIN bench_piece {kind} ON {kind}.kind = '{kind}' AND {kind}.at = {place(kind)}"
        for kind in texts
    )
    return insert_into(RegistryEntry, _COLUMNS) + (
        " FROM (SELECT g AS id, frame.division, frame.algorithm_type, frame.published_class, frame.role,"
        " frame.list_name, frame.day + abs(hashint8extended(g, 97) %% 300)::int AS day,"
        " abs(hashint8extended(g, 98) %% 1000) AS luck,"
        " frame.division || lpad((g / 2 * 7919 %% 10000000)::text, 7, '0') || frame.class_code"
        " || to_char(frame.day, 'YY') || lpad((1 + g %% 2)::text, 3, '0')"
        f" || 2 * abs(hashint8extended(g, 99) %% 5) + 1 AS digits{chosen}"
        f" FROM generate_series(%s::bigint, %s) g JOIN bench_frame frame ON frame.at = {place('frame')}"
        f"{joins}) e"
    )


def insert_into(model: type[models.Model], columns: dict[str, str]) -> str:
    """The head of a statement that makes rows of a model's own table; what is not given stands at its default."""
    others = {
        f.column: _literal(f)
        for f in model._meta.local_concrete_fields
        if f.column not in columns and not f.primary_key
    }
    everything = columns | others
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(everything)})"
        f" SELECT {', '.join(everything.values())}"
    )


def _literal(of: models.Field) -> str:
    value = of.get_default()
    if value is None:
        return "NULL"
    return str(value).lower() if isinstance(value, bool) else f"'{value}'"


def _versions() -> str:
    """The first version of each new entry: the content is the whitelist, read off the entry."""
    content = ", ".join(f"'{f.name}', e.{f.name}" for f in fields(PublicEntry))
    return (
        f"INSERT INTO {RegistryChange._meta.db_table} (entry_id, version, action, content, at)"
        f" SELECT e.id, 1, 'listed', jsonb_build_object({content}), now()"
        f" FROM {RegistryEntry._meta.db_table} e WHERE e.id BETWEEN %s AND %s ORDER BY e.id"
    )
