"""Who plays: organisations with division codes that begin with 99, and people with one password."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from portal.accounts.codes import uscc_check_character
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role

Kind = Organization.Kind


@dataclass(frozen=True)
class Place:
    """An organisation of the demonstration."""

    key: str
    name: str
    kind: str
    division_code: str
    jurisdiction: str | None = None
    registration: str = ""
    document_code: str = ""


@dataclass(frozen=True)
class Person:
    """A demo account: what the home page says of it, and what it is."""

    username: str
    display_name: str
    place: str
    roles: tuple[Role, ...]
    where: str
    what: str
    also: tuple[tuple[str, Role], ...] = ()
    """Roles in other places."""


PLACES = (
    Place(
        "company", "青云智能科技有限公司（演示）", Kind.COMPANY, "990101", registration="MA0DEMO01"
    ),
    Place(
        "company2", "星河数据服务有限公司（演示）", Kind.COMPANY, "990102", registration="MA0DEMO02"
    ),
    Place(
        "company3", "白鹿视频科技有限公司（演示）", Kind.COMPANY, "990105", registration="MA0DEMO05"
    ),
    Place(
        "company4", "云帆直播科技有限公司（演示）", Kind.COMPANY, "990106", registration="MA0DEMO06"
    ),
    Place(
        "province",
        "演示甲省互联网信息办公室",
        Kind.AUTHORITY,
        "990100",
        "9901",
        document_code="演甲网信",
    ),
    Place(
        "province2",
        "演示乙省互联网信息办公室",
        Kind.AUTHORITY,
        "990200",
        "9902",
        document_code="演乙网信",
    ),
    Place(
        "nation", "演示国家互联网信息办公室", Kind.AUTHORITY, "990000", "", document_code="演国网信"
    ),
    Place(
        "institute",
        "演示人工智能研究院",
        Kind.RESEARCH_UNIT,
        "990103",
        registration="MA0DEMO03",
        document_code="演研",
    ),
    Place(
        "industry",
        "演示甲省工业和信息化厅",
        Kind.AUTHORITY,
        "990100",
        "9901",
        document_code="演甲工信",
    ),
    Place(
        "ministry", "演示国家科技伦理主管部门", Kind.AUTHORITY, "990000", "", document_code="演国科"
    ),
    Place(
        "centre",
        "演示人工智能伦理服务中心",
        Kind.SERVICE_CENTRE,
        "990104",
        document_code="演中心",
    ),
)


def _members() -> tuple[Person, ...]:
    """Seven of them also serve the centre's group of experts."""
    return tuple(
        Person(
            f"member{n}",
            f"委员{n}",
            "institute",
            (Role.MEMBER,),
            "/desk/",
            "先声明利益关系，再看材料、投票",
            also=(("centre", Role.MEMBER),) if n < 8 else (),
        )
        for n in range(1, 9)
    )


def _experts() -> tuple[Person, ...]:
    return tuple(
        Person(
            f"expert{n}",
            f"复核专家{n}",
            "industry",
            (Role.EXPERT,),
            "/desk/",
            "专家复核组成员：声明利益关系，说明合规性、合理性意见",
        )
        for n in range(1, 7)
    )


PEOPLE = (
    Person(
        "company",
        "周填报",
        "company",
        (Role.PROVIDER,),
        "/desk/",
        "填报备案、答复补正；答复预警和投诉、整改、陈述申辩、要求听证、自查",
    ),
    Person(
        "company2",
        "吴填报",
        "company2",
        (Role.PROVIDER,),
        "/desk/",
        "另一家企业：看不到前一家的任何材料",
    ),
    Person(
        "company3",
        "施填报",
        "company3",
        (Role.PROVIDER,),
        "/desk/",
        "两家平台的填报人：同一专项行动、年度报告办到了不同的一步",
        also=(("company4", Role.PROVIDER),),
    ),
    Person(
        "officer",
        "郑审核",
        "province",
        (Role.FILING_OFFICER,),
        "/desk/",
        "按到期日审核，要求补正、提出备案或者不予备案",
    ),
    Person(
        "officer2",
        "王审核",
        "province2",
        (Role.FILING_OFFICER,),
        "/desk/",
        "另一省的审核人员：看不到甲省的事项",
    ),
    Person(
        "supervisor",
        "冯主管",
        "nation",
        (Role.FILING_SUPERVISOR,),
        "/desk/",
        "复核签发，查看逾期与按时率",
    ),
    Person(
        "enforcer",
        "陈执法",
        "province",
        (Role.ENFORCEMENT_OFFICER,),
        "/desk/",
        "线索、投诉、监测、检查、责令改正、处罚案件、专项行动、平台监管：主办",
    ),
    Person(
        "enforcer2",
        "褚执法",
        "province",
        (Role.ENFORCEMENT_OFFICER,),
        "/desk/",
        "第二名执法人员：共同检查、确认笔录、复查",
    ),
    Person(
        "enforcer3",
        "尤执法",
        "province",
        (Role.ENFORCEMENT_OFFICER,),
        "/desk/",
        "不办案的执法人员：主持听证",
    ),
    Person(
        "head",
        "严负责",
        "province",
        (Role.ENFORCEMENT_HEAD,),
        "/desk/",
        "执法机关负责人：批准立案、主持集体讨论、作出处罚决定、发布通报，不办理同一案件",
    ),
    Person(
        "head2",
        "孔负责",
        "province",
        (Role.ENFORCEMENT_HEAD,),
        "/desk/",
        "另一名负责人：参加集体讨论",
    ),
    Person(
        "head3",
        "华负责",
        "province",
        (Role.ENFORCEMENT_HEAD,),
        "/desk/",
        "第三名负责人：参加集体讨论",
    ),
    Person(
        "reviewer",
        "卫法审",
        "province",
        (Role.LEGAL_REVIEWER,),
        "/desk/",
        "法制审核人员：处罚案件告知以前、听证以后的审核",
    ),
    Person(
        "applicant",
        "蒋申请",
        "institute",
        (Role.APPLICANT, Role.UNIT),
        "/desk/",
        "科技活动负责人：申请审查、申请专家复核、申诉、报告进展",
    ),
    Person(
        "secretary",
        "沈秘书",
        "institute",
        (Role.SECRETARY,),
        "/desk/",
        "受理申请、安排会议、登记送达、维护委员会登记",
    ),
    Person("chair", "韩主任", "institute", (Role.CHAIR,), "/desk/", "主持会议、开始表决、作出决定"),
    Person(
        "vicechair",
        "杨副主任",
        "institute",
        (Role.VICE_CHAIR,),
        "/desk/",
        "副主任委员：主任委员回避或者指定时主持",
    ),
    *_members(),
    Person(
        "adviser",
        "朱顾问",
        "institute",
        (Role.CONSULTANT,),
        "/desk/",
        "顾问专家：受邀提供咨询意见，不参加表决",
    ),
    Person(
        "recheck",
        "秦复核",
        "industry",
        (Role.RECHECK_OFFICER,),
        "/desk/",
        "接收复核申请、组成复核组、出具复核意见",
    ),
    Person(
        "recheck2",
        "方复核",
        "ministry",
        (Role.RECHECK_OFFICER,),
        "/desk/",
        "受理中央单位的复核申请，督办应急审查",
    ),
    *_experts(),
    Person(
        "centre",
        "云秘书",
        "centre",
        (Role.SECRETARY,),
        "/desk/",
        "服务中心秘书：受托审查，受托组织复核",
    ),
    Person("centrechair", "苏主任", "centre", (Role.CHAIR,), "/desk/", "服务中心专家组主任委员"),
    Person(
        "auditor",
        "许审计",
        "nation",
        (Role.AUDITOR,),
        "/desk/",
        "查看全部审计记录，不能改变任何内容",
    ),
    Person(
        "sysadmin",
        "何系统",
        "nation",
        (Role.SYSTEM_ADMIN,),
        "/admin/",
        "系统管理员：维护机构和账户",
    ),
    Person(
        "secadmin",
        "吕安全",
        "nation",
        (Role.SECURITY_ADMIN,),
        "/admin/",
        "安全管理员：查看登录失败与锁定",
    ),
)

#: What the two administrators may do in the admin: (app, model, verbs).
_ADMIN_RIGHTS: dict[str, tuple[tuple[str, str, Sequence[str]], ...]] = {
    "sysadmin": (
        ("accounts", "user", ("view", "add", "change")),
        ("accounts", "organization", ("view", "add", "change")),
        ("accounts", "membership", ("view", "add", "change")),
    ),
    "secadmin": (
        ("axes", "accessattempt", ("view",)),
        ("axes", "accesslog", ("view",)),
        ("axes", "accessfailurelog", ("view",)),
        ("accounts", "apitoken", ("view", "delete")),
    ),
}


def seat(password: str) -> dict[str, User]:
    """Make or refresh the cast; returns the accounts by username. Repeating it changes only the password."""
    places = {place.key: _place(place) for place in PLACES}
    hashed = make_password(
        password
    )  # one slow hash for the whole cast: they share the password anyway
    return {person.username: _person(person, places, hashed) for person in PEOPLE}


def _place(place: Place) -> Organization:
    organization, _ = Organization.objects.update_or_create(
        name=place.name,
        defaults={
            "kind": place.kind,
            "division_code": place.division_code,
            "jurisdiction": place.jurisdiction,
            "uscc": _uscc(place),
            "address": "演示市示范路 1 号",
            "document_code": place.document_code,
            "is_demo": True,
        },
    )
    return organization


def _uscc(place: Place) -> str | None:
    """A well-formed code in the demo region (no real organisation can have one)."""
    if not place.registration:
        return None
    first = f"91{place.division_code}{place.registration.translate(_USCC_LETTERS)}"
    return first + uscc_check_character(first)


#: The code's alphabet has no I, O, S, V, Z.
_USCC_LETTERS = str.maketrans("OISVZ", "01527")


def _person(person: Person, places: dict[str, Organization], hashed: str) -> User:
    user, _ = User.objects.get_or_create(username=person.username)
    user.display_name = person.display_name
    user.email = f"{person.username}@demo.example"
    user.is_staff = person.username in _ADMIN_RIGHTS
    user.password = hashed
    user.save()
    for app, model, verbs in _ADMIN_RIGHTS.get(person.username, ()):
        names = [f"{verb}_{model}" for verb in verbs]
        user.user_permissions.add(
            *Permission.objects.filter(content_type__app_label=app, codename__in=names)
        )
    held = [(person.place, role) for role in person.roles] + list(person.also)
    kept = [
        Membership.objects.get_or_create(user=user, organization=places[place], role=role)[0].pk
        for place, role in held
    ]
    user.memberships.exclude(pk__in=kept).update(is_active=False)
    return User.objects.get(pk=user.pk)
