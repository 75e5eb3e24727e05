"""Drawing by lot, so that anybody can repeat the draw: the order is the SHA-256 of seed and entry.

To repeat a draw by hand, write one entry a line into ``pool`` and run::

    while IFS= read -r entry; do
      printf '%s|%s' "$seed" "$entry" | sha256sum | tr -d '\\n'; echo "$entry"
    done < pool | sort | head -n "$count"

Seed and entries are UTF-8. The seed must be fixed in writing before anybody knows what it yields; the draw itself
cannot see to that.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256

from portal.workflow.errors import Reason


def draw(seed: str, pool: Sequence[str], count: int) -> tuple[str, ...]:
    """The ``count`` entries drawn, in the order in which they were drawn; the order of the pool plays no part.

    Raises ValueError where ``draw_problems`` finds anything.
    """
    _require(draw_problems(seed, pool, count))
    return _ordered(seed, pool)[:count]


def draw_problems(seed: str, pool: Sequence[str], count: int) -> list[Reason]:
    """Why this draw cannot be made, a sentence each."""
    found = []
    if not seed:
        found.append(Reason("抽取的种子不能为空", "seed"))
    twice = sorted(entry for entry, times in Counter(pool).items() if times > 1)
    if twice:
        found.append(Reason(f"名单中有重复：{'、'.join(twice)}", "pool"))
    if count < 1:
        found.append(Reason("抽取的数量应不少于 1", "count"))
    elif count > len(pool):
        found.append(Reason(f"名单只有 {len(pool)} 个，不能抽取 {count} 个", "count"))
    return found


def officers(
    seed: str, pool: Mapping[str, str], count: int, departments: Collection[str] = ()
) -> tuple[str, ...]:
    """A team of ``count`` out of ``pool`` (person to department), at least one from each of ``departments``.

    Of every department asked for comes whoever was drawn first; the other places go to the first of the rest. The
    answer is in the order of the draw. For several companies give each its own seed, for example ``seed/number``.
    Raises ValueError where ``officers_problems`` finds anything.
    """
    _require(officers_problems(seed, pool, count, departments))
    order = _ordered(seed, pool)
    asked = {next(one for one in order if pool[one] == department) for department in departments}
    rest = [one for one in order if one not in asked]
    team = asked.union(rest[: count - len(asked)])
    return tuple(one for one in order if one in team)


def officers_problems(
    seed: str, pool: Mapping[str, str], count: int, departments: Collection[str] = ()
) -> list[Reason]:
    """Why no such team can be drawn, a sentence each."""
    found = draw_problems(seed, tuple(pool), count)
    asked = set(departments)
    missing = sorted(asked.difference(pool.values()))
    if missing:
        found.append(Reason(f"名单中没有来自{'、'.join(missing)}的人员", "pool"))
    if count < len(asked):
        found.append(Reason(f"{len(asked)} 个部门各一人，不能只抽取 {count} 人", "count"))
    return found


def _ordered(seed: str, pool: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(pool, key=lambda entry: sha256(f"{seed}|{entry}".encode()).digest()))


def _require(problems: Sequence[Reason]) -> None:
    if problems:
        raise ValueError("；".join(reason.message for reason in problems))
