"""The cast of the ethics stories: a unit with its committee, the authority that rechecks, the experts, the outsider.

Lin leads activities of unit A, Gao manages the unit. Su keeps the committee's files, Qi chairs it, Wei and Wen are its
vice-chairs, M1 to M6 its members; Gu is an adviser. Ou organises rechecks in the province, E1 to E7 are experts. Fu
keeps the files of a service centre, Ren audits. Dai leads activities of unit B and sits nowhere: the outsider.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ethics_review.models import Committee
from portal.accounts.models import Organization, User, system_user
from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.workflow import engine
from portal.workflow.engine import Outcome
from tests import make

#: When the committee was registered; every story begins later.
SET_UP = make.at("2026-09-01 09:00")
#: name → position, discipline, sex, from outside the unit.
SEATS: dict[str, tuple[str, str, str, bool]] = {
    "qi": ("chair", "technology", "female", False),
    "wei": ("vice_chair", "ethics", "male", False),
    "wen": ("vice_chair", "law", "female", False),
    "m1": ("member", "application", "male", True),
    "m2": ("member", "technology", "female", False),
    "m3": ("member", "ethics", "male", False),
    "m4": ("member", "law", "female", True),
    "m5": ("member", "application", "male", False),
    "m6": ("member", "technology", "female", False),
}
#: Five who are a quorum: the least number, every discipline, the chair among them.
QUORUM = ("qi", "wei", "wen", "m1", "m2")
#: expert → discipline.
PANEL = {
    "e1": "technology",
    "e2": "application",
    "e3": "ethics",
    "e4": "law",
    "e5": "technology",
}
#: Experts who stand by.
IN_RESERVE = ("e6", "e7")
#: The cast of the filings has a Dai of its own.
USERNAMES = {"dai": "dai.b"}
REGISTRATION = {
    "established_on": date(2026, 8, 20),
    "address": "演示省演示市研究路一号",
    "contact_name": "苏敏",
    "contact_phone": "010-60000001",
    "working_rules": "每季度至少开会一次，紧急事项随时召集。",
    "interest_rules": "审阅材料之前声明利益关系，有冲突的回避。",
    "simplified_rules": "主任委员指定两名以上委员审查。",
    "emergency_rules": "值班秘书立即通知全体委员。",
    "full_time_staff": 3,
}


@dataclass(frozen=True)
class EthicsCast:
    """The people of every ethics story by name, and where they sit."""

    people: dict[str, User]
    unit_a: Organization
    unit_b: Organization
    department: Organization
    centre: Organization
    committee: Any = None

    def __getattr__(self, name: str) -> User:
        people: dict[str, User] = self.__dict__.get("people", {})
        if name not in people:
            raise AttributeError(name)
        return people[name]

    def named(self, *names: str) -> list[User]:
        """Several of them, in that order."""
        return [self.people[name] for name in names]


def cast() -> EthicsCast:
    """Everybody, saved, with the unit's committee registered."""
    places = {
        "unit_a": unit("青云研究院", "990101", uscc=make.uscc("91990101MA0000011")),
        "unit_b": unit("白鹿研究所", "990102", uscc=make.uscc("91990102MA0000012")),
        "department": make.organization("演示省科学技术厅", "990000", jurisdiction="99"),
        "centre": unit("演示科技伦理服务中心", "990101", kind=Organization.Kind.SERVICE_CENTRE),
    }
    unit_a, department = places["unit_a"], places["department"]
    roles = {
        "lin": (unit_a, Role.APPLICANT),
        "gao": (unit_a, Role.UNIT),
        "su": (unit_a, Role.SECRETARY),
        "gu": (unit_a, Role.CONSULTANT),
        "ou": (department, Role.RECHECK_OFFICER),
        "ren": (department, Role.AUDITOR),
        "fu": (places["centre"], Role.SECRETARY),
        "dai": (places["unit_b"], Role.APPLICANT),
        **{name: (unit_a, Role(seat[0])) for name, seat in SEATS.items()},
        **dict.fromkeys((*PANEL, *IN_RESERVE), (department, Role.EXPERT)),
    }
    people = {name: make.person(USERNAMES.get(name, name), *held) for name, held in roles.items()}
    people["system"] = system_user()
    committee = registered_committee(EthicsCast(people, **places), now=SET_UP)
    return EthicsCast(people, **places, committee=committee)


def unit(name: str, division_code: str, **fields: Any) -> Organization:
    """A unit that carries out activities, or whatever ``kind`` says."""
    stated = {"kind": Organization.Kind.RESEARCH_UNIT} | fields
    return Organization.objects.create(name=name, division_code=division_code, **stated)


def draft_committee(
    cast: EthicsCast, *, now: datetime, seats: tuple[str, ...] = tuple(SEATS)
) -> Committee:
    """A committee of the unit, complete and with everybody appointed, not yet registered."""
    case = engine.create(
        "ethics_committee",
        actor=cast.su,
        organization=cast.unit_a,
        data={"name": "青云研究院科技伦理委员会", **REGISTRATION},
        now=now,
    ).case
    make.attach(case, cast.su, "charter", now=now)
    for name in seats:
        make.act(case, "appoint", cast.su, now=now, **appointment(cast, name))
    return Committee.objects.get(pk=case.pk)


def registered_committee(cast: EthicsCast, *, now: datetime) -> Committee:
    """The same, registered."""
    case: Case = draft_committee(cast, now=now)
    make.act(case, "register", cast.su, now=now)
    return Committee.objects.get(pk=case.pk)


def appointment(cast: EthicsCast, name: str) -> dict[str, Any]:
    """What appoints somebody to the seat that is meant for them."""
    position, discipline, sex, outside = SEATS[name]
    return {
        "user": cast.people[name],
        "position": position,
        "discipline": discipline,
        "sex": sex,
        "outside": outside,
        "term_ends_on": date(2030, 12, 31),
    }


class Tale:
    """Acts one after the other, a second apart, so that what follows is later than what it follows."""

    def __init__(self, cast: EthicsCast, now: datetime) -> None:
        self.cast, self.now = cast, now

    def tick(self) -> datetime:
        """The next second."""
        self.now += timedelta(seconds=1)
        return self.now

    def act(self, case: Case, name: str, who: str, **data: Any) -> Outcome:
        """Somebody does something."""
        return make.act(case, name, self.cast.people[who], now=self.tick(), **data)
