"""What the letters and messages of ethics review say, as JSON snapshots of plain values; one module a kind of case.

A snapshot is attached to its letter: what goes to the applicant holds numbers and disciplines of members, never a name.
"""
