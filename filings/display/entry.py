"""The public entry of a number: its address, and whether some other address is it."""

from dataclasses import dataclass
from urllib.parse import unquote

from filings.display.targets import BadAddress, Target, parse
from filings.record_number import digits_of


@dataclass(frozen=True)
class Entry:
    """The entry of one number in the register of the portal at ``portal`` (its public address)."""

    portal: str
    digits: str

    @property
    def url(self) -> str:
        """The permanent address, made of digits alone."""
        return f"{self.portal.rstrip('/')}/registry/{self.digits}/"

    def is_at(self, url: str) -> bool:
        """Whether the address is this entry: by digits or the whole number, over http or https, with any query."""
        return self._number_at(url) == self.digits

    def is_of_another(self, url: str) -> bool:
        """Whether the address is the entry of some other number."""
        return self._number_at(url) not in (None, self.digits)

    def _number_at(self, url: str) -> str | None:
        try:
            asked, own = parse(url), parse(self.portal)
        except BadAddress:
            return None
        if asked.host != own.host or not _same_door(asked, own):
            return None
        path = asked.path.partition("?")[0]
        prefix = own.path.rstrip("/") + "/registry/"
        if not path.startswith(prefix):
            return None
        return digits_of(unquote(path[len(prefix) :]).removesuffix("/"))


def _same_door(asked: Target, own: Target) -> bool:
    """The portal's own port, or the usual port of either scheme where the portal has a usual one."""
    usual = {("http", 80), ("https", 443)}
    if (own.scheme, own.port) in usual:
        return (asked.scheme, asked.port) in usual
    return asked.port == own.port
