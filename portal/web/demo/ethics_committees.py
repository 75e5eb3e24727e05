"""The institute's committee and the service centre: seats, registration."""

from datetime import datetime, timedelta
from typing import Any

from ethics_review.models import Committee
from portal.accounts.models import User
from portal.clock import china_date
from portal.web.demo.content import letter
from portal.web.demo.ethics_content import charter
from portal.workflow import engine

#: username → position, discipline, sex, from outside.
_MEMBERS = {
    "member1": ("member", "technology", "male", False),
    "member2": ("member", "application", "female", False),
    "member3": ("member", "ethics", "female", True),
    "member4": ("member", "law", "male", True),
    "member5": ("member", "technology", "female", False),
    "member6": ("member", "application", "male", False),
    "member7": ("member", "ethics", "male", True),
}
INSTITUTE: dict[str, tuple[str, str, str, bool]] = {
    "chair": ("chair", "technology", "female", False),
    "vicechair": ("vice_chair", "ethics", "male", False),
    **_MEMBERS,
    "member8": ("member", "law", "female", True),
}
#: Whom the centre calls on sits outside it.
CENTRE: dict[str, tuple[str, str, str, bool]] = {
    "centrechair": ("chair", "technology", "male", False),
    **{name: (*seat[:3], True) for name, seat in _MEMBERS.items()},
}
_STANDING_FOR = timedelta(days=200)
_REGISTERED_AFTER = timedelta(days=12)


def committees(people: dict[str, User], now: datetime) -> Committee:
    """Both registered half a year ago; answers the institute's."""
    own = _registered(
        people, "secretary", "演示人工智能研究院科技伦理（审查）委员会", INSTITUTE, now
    )
    _registered(people, "centre", "演示人工智能伦理服务中心专家组", CENTRE, now)
    return own


def _registered(
    people: dict[str, User],
    keeper: str,
    name: str,
    seats: dict[str, tuple[str, str, str, bool]],
    now: datetime,
) -> Committee:
    secretary = people[keeper]
    host = secretary.active_memberships[0].organization
    set_up = now - _STANDING_FOR
    then = set_up + _REGISTERED_AFTER
    case: Any = engine.create(
        "ethics_committee",
        actor=secretary,
        organization=host,
        data=charter(name, china_date(set_up)),
        now=set_up,
    ).case
    paper = letter(f"{name}章程（演示）", "章程.docx")
    case = engine.attach(
        case.pk, slot="charter", upload=paper, actor=secretary, version=case.version, now=set_up
    ).case
    for who, (position, discipline, sex, outside) in seats.items():
        told = {
            "user": people[who],
            "position": position,
            "discipline": discipline,
            "sex": sex,
            "outside": outside,
            "appointed_on": china_date(set_up),
            "term_ends_on": china_date(set_up + timedelta(days=4 * 365)),
        }
        case = _act(case, "appoint", secretary, set_up, told)
    return Committee.objects.get(pk=_act(case, "register", secretary, then, {}).pk)


def _act(case: Any, name: str, actor: User, when: datetime, told: dict[str, Any]) -> Any:
    return engine.perform(
        case.pk, name, actor=actor, data=told, version=case.version, now=when
    ).case
