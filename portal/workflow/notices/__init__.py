"""The doors of notices: reading, downloading, verifying, as pages and by API."""
