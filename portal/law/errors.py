"""Everything that the law package can refuse, as one small hierarchy."""


class LawError(Exception):
    """Base of all refusals of this package; the message is one Chinese sentence for people."""


class RulebookError(LawError):
    """A profile file is damaged; the message names file, row and field."""


class UnknownProfile(LawError, LookupError):
    """No profile of that name exists."""


class UnknownRow(LawError, LookupError):
    """A rulebook has no row (limit, threshold, sanction or list) of that code."""


class UnknownLimit(UnknownRow):
    """A rulebook has no time limit of that code."""


class HorizonError(LawError):
    """The State Council has not announced the days off of that year (as far as the data goes)."""


class PeriodError(LawError, ValueError):
    """A period cannot be counted from these values."""


class NoticeFileError(LawError, ValueError):
    """A holiday notice file is damaged; the message names the row and the reason."""
