"""The tables of the filing registry."""

from filings.models.filing import Filing, FilingRevision
from filings.models.registry import RegistryChange, RegistryEntry

__all__ = ["Filing", "FilingRevision", "RegistryChange", "RegistryEntry"]
