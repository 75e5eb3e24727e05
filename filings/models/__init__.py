"""The tables of the filing registry."""

from filings.models.filing import Filing, FilingRevision
from filings.register import RegistryChange, RegistryEntry

__all__ = ["Filing", "FilingRevision", "RegistryChange", "RegistryEntry"]
