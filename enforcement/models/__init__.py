"""The tables of enforcement, one idea a file."""

from enforcement.models.campaign import Campaign, CampaignTarget, Draw, SelfInspection
from enforcement.models.complaint import Complainant, Complaint, ComplaintMessage
from enforcement.models.guidance import Bulletin, Invited, SupervisionMeeting
from enforcement.models.inspection import Inspection
from enforcement.models.lead import Lead
from enforcement.models.monitoring import Evaluation, Observation
from enforcement.models.officers import CaseOfficer
from enforcement.models.penalty import Evidence, Instalment, Payment, Penalty, Remedy
from enforcement.models.platform import Platform
from enforcement.models.rectification import OrderItem, Rectification
from enforcement.models.report import MajorMatter, ResponsibilityReport

__all__ = [
    "Bulletin",
    "Campaign",
    "CampaignTarget",
    "CaseOfficer",
    "Complainant",
    "Complaint",
    "ComplaintMessage",
    "Draw",
    "Evaluation",
    "Evidence",
    "Inspection",
    "Instalment",
    "Invited",
    "Lead",
    "MajorMatter",
    "Observation",
    "OrderItem",
    "Payment",
    "Penalty",
    "Platform",
    "Rectification",
    "Remedy",
    "ResponsibilityReport",
    "SelfInspection",
    "SupervisionMeeting",
]
