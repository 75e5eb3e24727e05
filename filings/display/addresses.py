"""Which network addresses the portal may call on behalf of a page's owner: public ones, and nothing that leads inward.

An allow-list for IPv6 (global unicast only), so that mapped, compatible, NAT64, local and multicast forms are out
without being named; a deny-list for IPv4. The library's own ``is_global`` is a second lock, as its tables differ
between versions of Python.
"""

import ipaddress
from collections.abc import Collection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_UNICAST = ipaddress.IPv6Network("2000::/3")
_CLOSED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared; one cloud's metadata (100.100.100.200) lives there
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host agent behind a public-looking address
        "169.254.0.0/16",  # link-local, metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relay of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # protocol assignments; Teredo carries an IPv4 address inside
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address inside
        "3fff::/20",
    )
)


def networks(texts: Collection[str]) -> tuple[Network, ...]:
    """The networks written as ``127.0.0.0/8``. Raises ValueError for anything else."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def is_inside(address: str, allowed: Collection[Network]) -> bool:
    """Whether ``address`` lies in one of the networks that somebody opened by name."""
    found = _parsed(address)
    return found is not None and any(
        found.version == network.version and found in network for network in allowed
    )


def is_public(address: str) -> bool:
    """Whether ``address`` is one that any reader on the internet could call."""
    found = _parsed(address)
    if found is None or not found.is_global or found.is_multicast:
        return False
    if found.version == 6 and found not in _UNICAST:
        return False
    return not any(found.version == network.version and found in network for network in _CLOSED)


def _parsed(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
