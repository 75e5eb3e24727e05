"""The dashboard's figures: whoever looks at whatever, each number is as many rows as its list has."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from enforcement.models import CaseOfficer, Penalty
from enforcement.states import PenaltyState
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.cases.selectors import visible_to
from portal.web.dashboard.figure import Figure
from portal.web.dashboard.figures import FIGURES
from portal.web.dashboard.picture import Picture, picture
from portal.web.dashboard.scope import Scope, ScopeForm
from tests import make
from tests.make import NOW
from tests.portal.dashboard_world import LIMITS, World, filled, past_the_guards

LIMIT_OF_A_PENALTY = [code for code, *_ in LIMITS].index("penalty.decision")

#: Who looks, at what: everybody sees something else, and each choice is made by somebody.
VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("chen", {}),
    ("chen", {"period": "all", "region": "99"}),
    ("fang", {"period": "all"}),
    ("lin", {"period": "all", "region": "9902"}),
    ("zhou", {"period": "month", "month": "2026-08"}),
    ("tang", {"period": "12-months"}),
    ("eve", {"period": "all"}),
)


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """One world for the whole file, with a head, a reviewer and an auditor of 99 and an officer of a city there."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make.cast()
        city = make.organization("演示市互联网信息办公室", "990100", jurisdiction="9901")
        make.organization("远方科技有限公司", "990201")
        more = {
            "lin": make.person("lin", cast.office, Role.ENFORCEMENT_HEAD),
            "zhou": make.person("zhou", cast.office, Role.LEGAL_REVIEWER),
            "tang": make.person("tang", city, Role.FILING_OFFICER),
            "wu": make.person("wu", cast.office, Role.AUDITOR),
        }
        filled(cast, NOW, [cast.bo, cast.eve, more["tang"]], cases=120)
        yield {**vars(cast), **more, "cast": cast}
        transaction.set_rollback(True)


def scope(user: User, chosen: dict[str, str]) -> Scope:
    form = ScopeForm(chosen, user=user, now=NOW)
    assert form.is_valid(), form.errors
    return form.scope()


def numbers(figure: Figure, told: Picture) -> Iterator[tuple[int, dict[str, str]]]:
    """The numbers of a picture, and what their lists are narrowed by; of a bar's stretches those that are drawn."""
    yield told.whole.value, {}
    parts = figure.parts.keys if figure.parts else ()
    yield from (
        (number.value, {"part": part}) for part, number in zip(parts, told.legend, strict=True)
    )
    for bar in told.bars:
        yield bar.whole.value, {"by": bar.key}
        yield from (
            (number.value, {"by": bar.key, "part": part})
            for part, number in zip(parts, bar.stretches, strict=False)
            if number.value
        )


@pytest.mark.parametrize(("who", "chosen"), VIEWS)
def test_each_number_is_as_many_rows_as_its_list_has(
    people: dict[str, Any], db: None, who: str, chosen: dict[str, str]
) -> None:
    looked_at = scope(people[who], chosen)
    allowed = set(visible_to(people[who]).values_list("pk", flat=True))
    checked = 0
    for figure in FIGURES.values():
        for value, narrowed in numbers(figure, picture(figure, looked_at)):
            listed = figure.listed(looked_at, **narrowed).count()
            assert (figure.slug, narrowed, value) == (figure.slug, narrowed, listed)
            checked += value > 0
        whose = "pk" if figure.shape == "cases" else "case"
        assert set(figure.listed(looked_at).values_list(whose, flat=True)) <= allowed
    assert checked > 20


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_no_figure_is_empty_in_this_world(people: dict[str, Any], db: None, figure: Figure) -> None:
    told = picture(figure, scope(people["fang"], {"period": "all"}))
    assert told.whole.value > 1
    assert len(told.bars) > 1


def test_bars_and_parts_add_up_where_no_row_stands_twice(people: dict[str, Any], db: None) -> None:
    looked_at = scope(people["wu"], {"period": "all"})
    for figure in FIGURES.values():
        told = picture(figure, looked_at)
        if figure.by.holding is None:
            assert told.whole.value == sum(bar.whole.value for bar in told.bars)
        if figure.parts:
            assert told.whole.value == sum(part.value for part in told.legend)


def test_the_world_is_larger_for_the_nation_than_for_a_province_or_a_city(
    people: dict[str, Any], db: None
) -> None:
    totals = [
        picture(FIGURES["filings"], scope(people[who], {"period": "all"})).whole.value
        for who in ("chen", "bo", "tang")
    ]
    assert totals[0] > totals[1] > totals[2] > 0
    provinces = picture(FIGURES["overdue"], scope(people["chen"], {})).whole.value
    assert provinces > 0
    keys = {
        bar.key
        for bar in picture(
            FIGURES["decided-by-region"], scope(people["chen"], {"period": "all"})
        ).bars
    }
    assert keys == {"11", "31", "99"}


def test_what_was_assigned_to_nobody_is_the_work_of_its_team(
    people: dict[str, Any], db: None
) -> None:
    looked_at, workload = scope(people["fang"], {}), FIGURES["workload"]
    world = World(people["cast"], NOW)
    world.laid = Case.objects.count()
    with past_the_guards():
        case = world.case(Penalty, "penalty", PenaltyState.OPENED, NOW, assignee=None)
        world.limit(case, NOW + timedelta(days=3), place=LIMIT_OF_A_PENALTY)
    for officer in (people["bo"], people["fang"]):
        CaseOfficer.objects.create(case_id=case.pk, user=officer, named_at=NOW)
    bars = {bar.whole.label: bar for bar in picture(workload, looked_at).bars}
    bar = bars[f"{people['bo']}、{people['fang']}"]
    assert list(workload.listed(looked_at, bar.key).values_list("case", flat=True)) == [case.pk]
    assert bar.whole.value == 1
