"""The officers' ledger: the filings of one's jurisdiction by what they say, where they stand, how they are graded.

What a company is changing and has not handed in does not show here: kind, class and role are those of the last version
that was handed in; of a number that has ended, those of the version in force.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import Case as Choose
from django.db.models import Exists, F, Field, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.fields.json import KeyTextTransform

from filings.checking.inspecting import to_be_inspected
from filings.models import Filing, FilingRevision, Grading
from filings.selectors import LEDGER_ROLES, supervised_filings
from filings.states import IN_FORCE_STATES, AlgorithmClass, AlgorithmType, FilingState, ProviderRole
from portal.accounts.codes import PROVINCES
from portal.accounts.models import User
from portal.clock import CHINA, china_date
from portal.deadlines.models import Deadline
from portal.plain_forms import PlainForm

YES, NO, NONE = "yes", "no", "none"
_LONGEST = 100
#: In these nobody edits: what the columns say was handed in. In all others a frozen version says it.
SETTLED = (
    FilingState.SUBMITTED,
    FilingState.RECORD_PROPOSED,
    FilingState.RECORDED,
    FilingState.CHANGE_SUBMITTED,
    FilingState.TERMINATION_DUE,
    FilingState.DEREGISTRATION_SUBMITTED,
)
#: What waits in the ledger for a decision, by the desk's names: each is also a filter of the ledger.
CHANGES = Q(state=FilingState.CHANGE_SUBMITTED)
DEREGISTRATIONS = Q(state=FilingState.DEREGISTRATION_SUBMITTED)
REVOCATIONS = Q(revocation_notified_at__isnull=False, state__in=IN_FORCE_STATES)
HIGH_RISK = Q(high_risk=True)

Filters = dict[str, Callable[[str, datetime], Q]]


def _one_of(label: str, *choices: tuple[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", "全部"), *choices],
        error_messages={"invalid_choice": f"“{label}”没有这一选项"},
    )


class LedgerFilter(PlainForm):
    """The filters of the ledger. Each speaks for itself when its value is none that it knows."""

    q = forms.CharField(
        label="名称、单位或编号",
        required=False,
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={"max_length": f"查询词至多 {_LONGEST} 字"},
    )
    state = _one_of("状态", *[c for c in FilingState.choices if c[0] != FilingState.DRAFT])
    algorithm_type = _one_of("算法类型", *AlgorithmType.choices)
    algorithm_class = _one_of("编号类别", *[(c, f"{c} {c.label}") for c in AlgorithmClass])
    role = _one_of("角色", *ProviderRole.choices)
    grade = _one_of("级别", *Grading.Level.choices, (NONE, "未分级"))
    high_risk = _one_of("高风险", (YES, "高风险"), (NO, "非高风险"))
    region = _one_of("地区")
    year = _one_of("备案年份")
    overdue = _one_of("期限", (YES, "有逾期未办结的"), (NO, "没有逾期的"))
    display = _one_of("编号标明", (YES, "需要人工查看"), (NO, "不需要"))
    revocation = _one_of("撤销程序", (YES, "正在进行"), (NO, "没有"))

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        self._offer("region", _regions(user))
        self._offer("year", _years(user, now))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", "全部"), *choices]

    @property
    def narrowed(self) -> int:
        """How many filters but the words and the state are set."""
        return sum(bool(self.data.get(name)) for name in _FILTERS if name not in ("q", "state"))

    def matching(self) -> QuerySet[Filing]:
        """The filings that fit, the newest first; only for a valid form."""
        rows = filings_of(self.user)
        for name, narrow in _FILTERS.items():
            given = self.cleaned_data[name]
            if given:
                rows = rows.filter(narrow(given, self.now))
        return rows.order_by("-received_at", "-pk")

    def rows(self) -> QuerySet[Filing]:
        """The same with what a row shows."""
        running = Deadline.objects.filter(closed_at=None).order_by("moment", "pk")
        found = self.matching().select_related("organization", "assignee")
        return found.prefetch_related(Prefetch("deadlines", running, to_attr="running"))


def filings_of(user: User) -> QuerySet[Filing]:
    """Every filing of the user's jurisdiction, with kind, class and role as they were handed in."""
    filed = {
        f"filed_{name}": _filed(name) for name in ("algorithm_type", "retrieval_class", "role")
    }
    return Filing.objects.filter(supervised_filings(user)).annotate(**filed)


def _filed(name: str) -> Choose:
    """As ``Filing.as_handed_in`` answers for one filing."""
    versions = FilingRevision.objects.filter(filing=OuterRef("pk")).annotate(
        said=KeyTextTransform(name, "content")
    )
    in_force = versions.filter(number=OuterRef("recorded_version")).values("said")
    latest = versions.order_by("-number").values("said")[:1]
    column = cast("Field[Any, Any]", Filing._meta.get_field(name))
    return Choose(
        When(state__in=SETTLED, then=F(name)),
        When(ended_at__isnull=False, then=Subquery(in_force)),
        default=Subquery(latest),
        output_field=type(column)(max_length=column.max_length),
    )


def _words(text: str, now: datetime) -> Q:
    """Every word stands in the name, the company's name or one of the two numbers."""
    found = Q()
    for word in text.split():
        found &= (
            Q(title__icontains=word)
            | Q(organization__name__icontains=word)
            | Q(number__icontains=word)
            | Q(record_number__icontains=word)
        )
    return found


def _of_class(code: str, now: datetime) -> Q:
    """By the digits that stand in the number: 检索过滤类 has two, the first where nothing narrower is said."""
    wanted = AlgorithmClass(code)
    kind = Q(filed_algorithm_type=wanted.algorithm_type)
    if wanted.algorithm_type != AlgorithmType.RETRIEVAL:
        return kind
    said = Q(filed_retrieval_class=code)
    first = AlgorithmType.RETRIEVAL.first_class
    return kind & (said | Q(filed_retrieval_class="") if wanted == first else said)


def _in_year(text: str, now: datetime) -> Q:
    year = int(text)
    begins, ends = (datetime(y, 1, 1, tzinfo=CHINA) for y in (year, year + 1))
    return Q(recorded_at__gte=begins, recorded_at__lt=ends)


def _overdue(text: str, now: datetime) -> Q:
    late = Deadline.objects.filter(case=OuterRef("pk"), closed_at=None, moment__lte=now)
    return _yes_or_no(Q(Exists(late)))(text, now)


def _yes_or_no(which: Q) -> Callable[[str, datetime], Q]:
    return lambda text, now: which if text == YES else ~which


_FILTERS: Filters = {
    "q": _words,
    "state": lambda text, now: Q(state=text),
    "algorithm_type": lambda text, now: Q(filed_algorithm_type=text),
    "algorithm_class": _of_class,
    "role": lambda text, now: Q(filed_role=text),
    "grade": lambda text, now: Q(grade_level="" if text == NONE else text),
    "high_risk": _yes_or_no(HIGH_RISK),
    "region": lambda text, now: Q(region__startswith=text),
    "year": _in_year,
    "overdue": _overdue,
    "display": lambda text, now: _yes_or_no(to_be_inspected(now))(text, now),
    "revocation": _yes_or_no(REVOCATIONS),
}


def _regions(user: User) -> list[tuple[str, str]]:
    """The provinces in which one of the user's jurisdictions lies."""
    prefixes = [prefix[:2] for prefix in user.jurisdictions(*LEDGER_ROLES)]
    return [(code, name) for code, name in PROVINCES.items() if any(map(code.startswith, prefixes))]


def _years(user: User, now: datetime) -> list[tuple[str, str]]:
    """From the first year of a recording to this one, the latest first."""
    first = Filing.objects.filter(supervised_filings(user)).aggregate(at=Min("recorded_at"))["at"]
    begins = china_date(first).year if first else china_date(now).year
    return list(_counted_down(china_date(now).year, begins))


def _counted_down(latest: int, first: int) -> Iterator[tuple[str, str]]:
    for year in range(latest, first - 1, -1):
        yield str(year), f"{year} 年"


def filed_class(filing: Any) -> str:
    """The class of a row of the ledger, in words, as it was handed in."""
    kind = AlgorithmType(filing.filed_algorithm_type)
    narrow = filing.filed_retrieval_class if kind == AlgorithmType.RETRIEVAL else ""
    return str((AlgorithmClass(narrow) if narrow else kind.first_class).label)
