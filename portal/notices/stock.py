"""Items that letters of many kinds must state."""

from portal.notices.contents import states

SUBJECT = states("subject", "当事单位", "Party", "organization.name", "addressee")
ISSUER = states("issuer", "发出机关", "Issued by")
CASE_NUMBER = states("case_number", "事项编号", "Case number")
BASIS = states("basis", "依据", "Legal basis", "articles")
DUE = states("time_limits", "办理期限", "Time limits", "deadlines")
REMEDIES = states("remedies", "救济途径和期限", "Remedies and time limits", english="remedy_terms")
#: The address or telephone where they are known; the office and the number to give always.
CONTACT = states("contact", "联系方式", "Contact", "contact", "issuer_address", "issuer")
