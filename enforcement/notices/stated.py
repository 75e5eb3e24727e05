"""Items that several letters of enforcement must state."""

from portal.notices.contents import says, states
from portal.notices.stock import BASIS, CASE_NUMBER, CONTACT, ISSUER

#: What no letter of an office about a company lacks.
ALWAYS = (ISSUER, CASE_NUMBER, CONTACT)
FACTS = states("facts", "事实", "Facts found", field="facts")
REASON = states("reason", "理由", "Reasons", field="reason")
OFFICERS = states("officers", "执法人员", "Officers", "officers.name")
CREDENTIALS = states("credentials", "执法证号", "Officers' credentials", "officers.credential")
PARTY = states("party", "当事人", "Party", "organization.name")
PLACE = states("place", "地点", "Place", field="place")
NO_PENALTY = says(
    "no_penalty",
    "性质",
    "Nature of this letter",
    "不是行政处罚",
    "This letter is not an administrative penalty.",
)

__all__ = [
    "ALWAYS",
    "BASIS",
    "CREDENTIALS",
    "FACTS",
    "NO_PENALTY",
    "OFFICERS",
    "PARTY",
    "PLACE",
    "REASON",
]
