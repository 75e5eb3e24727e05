"""The display duty at work: which pages are to be checked when, checking them once, and acting on what was found."""
