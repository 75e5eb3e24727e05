"""The forms of a filing: what is asked when it is created, section by section, and at each act."""
