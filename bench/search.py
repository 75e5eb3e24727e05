"""P4: public search with total and facets. Ours against LIKE on the same rows in the same run, per class of query.

    script/bench search [--rows N]     the real list, repeated under other numbers up to N rows

Runs in a database of its own that it makes and drops, and in a scratch directory for the index.
"""

import argparse
import csv
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
_scratch = tempfile.TemporaryDirectory(prefix="bench-search-")
os.environ["SEARCH_INDEX_DIR"] = _scratch.name + "/index"
os.environ.setdefault("SECRET_KEY", "bench-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)
os.environ["PORTAL_LOCAL"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django  # noqa: E402 -- the environment above comes first

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from filings.importing.listings import Defaults, Listing, understand  # noqa: E402
from filings.importing.store import store  # noqa: E402
from filings.importing.tables import Row  # noqa: E402
from filings.models import RegistryEntry  # noqa: E402
from filings.record_number import compose  # noqa: E402
from filings.search import follower  # noqa: E402
from filings.search.find import find  # noqa: E402
from filings.search.query import FACETS, PAGE_SIZE, Search  # noqa: E402

LIST = ROOT.parent / "shared" / "data" / "published_filings.csv"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
GOAL_MS, GOAL_RATIO = 25.0, 50
ROUNDS = 5
LISTS_AT_A_TIME = 50_000
TEXTS = ("algorithm_name", "subject_name", "product", "purpose", "record_number")
CLASSES: dict[str, list[Search]] = {
    "two characters": [Search(q) for q in ("视频", "快手", "推荐", "客服", "数字", "医疗", "翻译")],
    "four characters": [
        Search(q) for q in ("智能客服", "文本生成", "个性推荐", "有限公司", "数字人物")
    ],
    "company": [
        Search(q)
        for q in (
            "北京百度网讯科技有限公司",
            "深圳市腾讯计算机系统有限公司",
            "阿里巴巴达摩院(杭州)",
        )
    ],
    "filtered": [
        Search("视频", {"role": "provider", "year": "2024"}),
        Search("推荐", {"algorithm_type": "push", "region": "11"}),
        Search("文本", {"status": "in_force", "role": "supporter"}),
    ],
    "number": [Search(q) for q in ("网信算备110105199127804220017号", "110108", "2959887")],
    "deep page": [Search("视频", {}, 20), Search("文本", {}, 40), Search("算法", {}, 100)],
    "no words": [Search(), Search("", {"region": "31"})],
}


def rows(total: int) -> Iterator[list[Listing]]:
    """The real list, then copies of it under numbers and dates of their own, in batches."""
    with LIST.open(encoding="utf-8-sig", newline="") as file:
        real = [_listing(i, row) for i, row in enumerate(csv.DictReader(file), 2)]
    yield real
    chance, made, batch = random.Random(1), len(real), []
    while made < total:
        batch.append(_copy(chance, real[made % len(real)]))
        made += 1
        if len(batch) == LISTS_AT_A_TIME or made == total:
            yield batch
            batch = []


def _listing(line: int, row: dict[str, str]) -> Listing:
    texts = {"record_number": row["filing_number"], "published": row["published_date"]}
    return understand(Row(f"第 {line} 行", row | texts), Defaults())


def _copy(chance: random.Random, of: Listing) -> Listing:
    subject = f"{chance.randrange(10**7):07d}"
    number = compose(of.public.record_number[4:10], subject, "01", 2024, 1 + chance.randrange(999))
    day = of.public.published_on + timedelta(days=chance.randrange(300))
    return Listing(of.place, replace(of.public, record_number=str(number), published_on=day))


def like(search: Search) -> int:
    """What a plain Django page would do: ICONTAINS over five columns, a total, five counts, the first page."""
    found = RegistryEntry.objects.filter(**search.filters)
    for word in search.text.split():
        found = found.filter(_any_text(word))
    total = found.count()
    for name in FACETS:
        list(found.order_by().values(name).annotate(Count("pk")))
    list(found.order_by("-published_on", "pk")[search.offset : search.offset + PAGE_SIZE])
    return total


def _any_text(word: str) -> Q:
    condition = Q()
    for name in TEXTS:
        condition |= Q(**{f"{name}__contains": word})
    return condition


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def measure(searches: list[Search], rounds: int) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    for search in searches:
        find(search)
        ours += [milliseconds(lambda s=search: find(s)) for _ in range(rounds)]
        theirs += [milliseconds(lambda s=search: like(s)) for _ in range(max(1, rounds // 2))]
    return ours, theirs


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=0)
    total = options.parse_args().rows
    if not LIST.is_file():
        print(f"no real list at {LIST}: nothing measured")
        return 0
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        run(total)
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)
    return 0


def run(total: int) -> None:
    started = time.perf_counter()
    for batch in rows(total):
        with transaction.atomic():
            store(batch, now=NOW)
    print(
        f"{RegistryEntry.objects.count()} entries stored in {time.perf_counter() - started:.0f} s"
    )
    print(f"index of {follower.rebuild()} built in {milliseconds(follower.rebuild) / 1000:.1f} s")
    with connection.cursor() as sql:
        sql.execute("ANALYZE")
    print(f"goals, set for a million entries: p95 ≤ {GOAL_MS:.0f} ms, ≥ {GOAL_RATIO} × LIKE")
    print(f"{'class':16} {'ours p50':>9} {'p95 ms':>8} {'LIKE p50':>9} {'ratio':>7}")
    for name, searches in CLASSES.items():
        ours, theirs = measure(searches, ROUNDS)
        p50, p95 = statistics.median(ours), sorted(ours)[int(len(ours) * 0.95)]
        ratio = statistics.median(theirs) / p50
        print(f"{name:16} {p50:9.2f} {p95:8.2f} {statistics.median(theirs):9.1f} {ratio:7.1f}")


if __name__ == "__main__":
    sys.exit(main())
