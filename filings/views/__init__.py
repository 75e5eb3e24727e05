"""The pages of the filing registry: reading only, all writing is in portal.workflow."""
