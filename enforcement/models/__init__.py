"""The tables of enforcement, one idea a file."""

from enforcement.models.campaign import Campaign, CampaignTarget, PoolOfficer
from enforcement.models.complaint import Complainant, Complaint, ComplaintMessage
from enforcement.models.draw import Draw, Lot
from enforcement.models.guidance import Bulletin, Invited, SupervisionMeeting
from enforcement.models.inspection import Inspection, InspectionRecord
from enforcement.models.lead import Lead
from enforcement.models.monitoring import Evaluation, Observation
from enforcement.models.officers import CaseOfficer
from enforcement.models.penalty import Evidence, Instalment, Payment, Penalty, Remedy
from enforcement.models.platform import Platform, PlatformChange
from enforcement.models.publication import PublishedDecision
from enforcement.models.rectification import OrderItem, Rectification, failed_refs
from enforcement.models.report import (
    MajorMatter,
    MatterRevision,
    ReportRevision,
    ResponsibilityReport,
)
from enforcement.models.self_inspection import SelfInspection, SelfInspectionRevision

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
    "InspectionRecord",
    "Instalment",
    "Invited",
    "Lead",
    "Lot",
    "MajorMatter",
    "MatterRevision",
    "Observation",
    "OrderItem",
    "Payment",
    "Penalty",
    "Platform",
    "PlatformChange",
    "PoolOfficer",
    "PublishedDecision",
    "Rectification",
    "Remedy",
    "ReportRevision",
    "ResponsibilityReport",
    "SelfInspection",
    "SelfInspectionRevision",
    "SupervisionMeeting",
    "failed_refs",
]
