"""The JSON face of the filing registry: reading only."""
