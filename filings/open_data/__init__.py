"""The register as open data: whole files, a feed of changes, and what each column means (docs/open-data.md)."""
