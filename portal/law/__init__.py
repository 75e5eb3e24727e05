"""The law as data, and the counting of its time limits. No Django in here."""
