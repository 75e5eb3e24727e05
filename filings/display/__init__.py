"""Does a page show the filing number and a link to its entry (draft art. 22, provisions art. 26)? Knows no database.

``fetch`` brings a page over a safe line, ``verdict`` judges what a reader sees of it, ``isolation`` does that in a
process of its own, ``snippet`` is what a company may paste.
"""
