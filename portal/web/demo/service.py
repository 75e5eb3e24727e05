"""Service in the demonstration: a company that agreed to electronic service, a letter that came back."""

from portal.service import consents, recording
from portal.service.keeping import letter_of
from portal.service.kinds import Told
from portal.service.methods import ServiceMethod
from portal.service.models import ServiceAttempt
from portal.web.demo.enforcement_prosecution import Prosecution

_SIGNED, _POSTED, _BACK = 60, 3, 1


def confirmed(one: Prosecution) -> None:
    """The company agrees to electronic service, unless it has already."""
    now = one.at(_SIGNED)
    if one.organization.service_consents.filter(withdrawn_at=None).exists():
        return
    data = {
        "email": "fawu@demo.example",
        "account": one.owner.username,
        "scope": "行政处罚决定书以及本门户向我单位发出的其他文书",
        "signatory": "演示己",
        "capacity": "法定代表人",
    }
    consents.sign(one.organization, actor=one.owner, now=now, data=data)


def returned(one: Prosecution) -> None:
    """The decision was sent by post and came back; the next try is the officer's."""
    letter = letter_of(one.case, "record_service")
    if letter is None:
        return
    told = Told(
        method=ServiceMethod.POST,
        started_at=one.at(_POSTED, 16),
        ended_at=one.at(_BACK, 9),
        address=one.organization.address,
        tracking="EA000000001CN",
        reason="收件人地址查无此单位，退回",
    )
    recording.record(
        letter,
        told,
        ServiceAttempt.Outcome.FAILED,
        actor=one.people["enforcer"],
        now=one.at(_BACK, 10),
    )
