"""Searching the public register: PostgreSQL holds the truth, an index on this machine answers fast."""
