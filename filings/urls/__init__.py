"""Addresses of the filing registry."""
