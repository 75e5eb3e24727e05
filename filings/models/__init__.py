"""The tables of the filing registry."""

from filings.models.assessment import AssessmentRevision, SecurityAssessment
from filings.models.display import DisplayCheck
from filings.models.enforced import UpdateSuspension
from filings.models.entry_report import EntryReport
from filings.models.filing import Filing, FilingRevision
from filings.models.grading import Grading
from filings.register import RegistryChange, RegistryEntry

__all__ = [
    "AssessmentRevision",
    "DisplayCheck",
    "EntryReport",
    "Filing",
    "FilingRevision",
    "Grading",
    "RegistryChange",
    "RegistryEntry",
    "SecurityAssessment",
    "UpdateSuspension",
]
