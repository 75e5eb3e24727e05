"""What enforcement adds to the check of the audit trail: what was frozen against its event."""

from enforcement.models import (
    InspectionRecord,
    MatterRevision,
    ReportRevision,
    SelfInspectionRevision,
)
from portal.workflow.versions import versions_match

records_match = versions_match("inspection", InspectionRecord)
reports_match = versions_match("self_inspection", SelfInspectionRevision)
yearly_reports_match = versions_match("responsibility_report", ReportRevision)
major_matters_match = versions_match("major_matter", MatterRevision)

CHECKS = (
    records_match,
    reports_match,
    yearly_reports_match,
    major_matters_match,
)
