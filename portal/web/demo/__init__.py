"""The demonstration: a cast, and filings in every state, relative to now. All of it is marked as demo data."""
