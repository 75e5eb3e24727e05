"""Which network addresses may be called: the public ones, whatever they are dressed up as."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.display.addresses import is_inside, is_public, networks

PUBLIC = [
    "8.8.8.8",
    "114.114.114.114",
    "1.2.4.8",
    "240e:4c:4008::1",
    "2400:3200::1",
    "2001:4860:4860::8888",
]
CLOSED = [
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),
    *("168.63.129.16", "169.254.169.254", "169.254.0.23", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8"),
    *(
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
    ),
    *(
        "2001:20::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
    ),
    *("fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "8000::1"),
    *("", "localhost", "2130706433", "0x7f.1", "127.1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_called(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", CLOSED)
def test_everything_that_leads_inward_or_to_nobody_is_closed(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses())
def test_nothing_is_public_that_the_standard_library_calls_private_or_special(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    special = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )
    assert not (special and is_public(str(address)))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_opens_nothing(address: ipaddress.IPv4Address) -> None:
    inner = int(address)
    dressed = [
        ipaddress.IPv6Address(inner),
        ipaddress.IPv6Address(0xFFFF << 32 | inner),
        ipaddress.IPv6Address((0x64FF9B << 96) | inner),
        ipaddress.IPv6Address((0x2002 << 112) | (inner << 80)),
        ipaddress.IPv6Address((0x20010000 << 96) | (inner ^ 0xFFFFFFFF)),
    ]
    assert not any(is_public(str(one)) for one in dressed)


def test_a_network_can_be_opened_by_name_and_opens_nothing_else() -> None:
    opened = networks(["127.0.0.0/8", "::1/128"])
    assert is_inside("127.9.9.9", opened)
    assert is_inside("::1", opened)
    assert not is_inside("10.0.0.1", opened)
    assert not is_inside("::ffff:127.0.0.1", opened)
    assert not is_inside("nonsense", opened)


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        networks(["localhost"])
