"""The people of enforcement in the parts of a filing, and a filing of theirs that carries a number."""

from datetime import date, datetime

from filings.models import Filing
from filings.states import FilingState
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.workflow import engine
from tests import make
from tests.enforcement.people import EnforcementCast


def filers(people: EnforcementCast, provider: User, company: Organization) -> make.Cast:
    """``provider`` files for ``company`` with the same office."""
    capital = make.organization("国家互联网信息办公室", "110000", jurisdiction="")
    return make.Cast(
        ai=provider,
        bo=people.chen,
        chen=make.person("shen.e", capital, Role.FILING_SUPERVISOR),
        dai=people.dai,
        eve=people.gu,
        fang=people.bo,
        company_a=company,
        company_b=people.company_b,
        office=people.office,
        capital=capital,
        other_office=people.other_office,
    )


def recorded(cast: make.Cast, *, began: date, now: datetime) -> Filing:
    """A filing of a service that began on a day, handed in and recorded at ``now``."""
    told = make.opening(service_started_on=began)
    begun = engine.create("filing", actor=cast.ai, organization=cast.company_a, data=told, now=now)
    case = make.complete(make.fresh(begun.case), cast.ai, now=now)
    for name, who, data in make.PATHS[FilingState.RECORDED]:
        make.act(case, name, getattr(cast, who), now=now, **data)
    return make.fresh(case)
