"""Where a webhook may go: public addresses alone, whatever they are written as."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.webhooks import addresses
from nexus.webhooks.addresses import AddressRefused, checked, is_allowed, target_of

#: Each network that must never be reached, by what it is (RFC 6890 and the registries that follow it).
REFUSED = {
    "this host": "0.0.0.0/8",
    "private a": "10.0.0.0/8",
    "carrier-grade NAT": "100.64.0.0/10",
    "loopback": "127.0.0.0/8",
    "link-local, and the clouds' metadata": "169.254.0.0/16",
    "private b": "172.16.0.0/12",
    "IETF": "192.0.0.0/24",
    "documentation 1": "192.0.2.0/24",
    "6to4 relays": "192.88.99.0/24",
    "private c": "192.168.0.0/16",
    "benchmarking": "198.18.0.0/15",
    "documentation 2": "198.51.100.0/24",
    "documentation 3": "203.0.113.0/24",
    "multicast": "224.0.0.0/4",
    "reserved": "240.0.0.0/4",
    "a cloud's host": "168.63.129.16/32",
    "unspecified": "::/128",
    "loopback 6": "::1/128",
    "IPv4-compatible": "::/96",
    "IPv4-mapped": "::ffff:0:0/96",
    "IPv4-translated": "::ffff:0:0:0/96",
    "NAT64": "64:ff9b::/96",
    "local NAT64": "64:ff9b:1::/48",
    "discard": "100::/64",
    "Teredo": "2001::/32",
    "ORCHID": "2001:20::/28",
    "documentation 6": "2001:db8::/32",
    "6to4": "2002::/16",
    "AS112": "2620:4f:8000::/48",
    "documentation 6 new": "3fff::/20",
    "segment routing": "5f00::/16",
    "unique local": "fc00::/7",
    "link-local 6": "fe80::/10",
    "site-local": "fec0::/10",
    "multicast 6": "ff00::/8",
}
PUBLIC = ("1.1.1.1", "8.8.8.8", "91.189.91.157", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.0")
PUBLIC_6 = ("2606:4700:4700::1111", "2a00:1450:400f:80a::200e", "2001:4860:4860::8888")


@pytest.fixture
def production(settings: Any) -> None:
    settings.NEXUS = replace(settings.NEXUS, environment="production")


@pytest.mark.parametrize("network", REFUSED.values(), ids=REFUSED.keys())
def test_no_address_of_a_special_network_is_let_through(production: None, network: str) -> None:
    block = ipaddress.ip_network(network)

    @given(st.integers(0, block.num_addresses - 1))
    def each(place: int) -> None:
        assert not is_allowed(block[place])

    each()
    assert not is_allowed(block[0])
    assert not is_allowed(block[-1])


@given(st.integers(0, 2**32 - 1))
def test_no_ipv6_form_carries_an_ipv4_address_past_us(number: int) -> None:
    for prefix in ("::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::", "64:ff9b:1::"):
        carried = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + number)
        if carried != ipaddress.IPv6Address("::1"):  # that is this machine itself, not a form of another
            assert not is_allowed(carried)
    assert not is_allowed(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))


@pytest.mark.parametrize("address", [*PUBLIC, *PUBLIC_6])
def test_public_addresses_are_let_through(production: None, address: str) -> None:
    assert is_allowed(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_what_is_let_through_is_always_global_to_python_too(address: Any) -> None:
    if is_allowed(address):
        assert address.is_global or address.is_loopback


def test_this_machine_is_reached_on_a_developers_machine_only(settings: Any) -> None:
    for environment, allowed in (("local", True), ("test", True), ("production", False)):
        settings.NEXUS = replace(settings.NEXUS, environment=environment)
        assert is_allowed(ipaddress.ip_address("127.0.0.1")) is allowed
        assert is_allowed(ipaddress.ip_address("::1")) is allowed
        assert not is_allowed(ipaddress.ip_address("10.0.0.1"))


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([], "dns"),
        (["10.0.0.5"], "address"),
        (["1.1.1.1", "10.0.0.5"], "address"),
        (["1.1.1.1", "::ffff:10.0.0.5"], "address"),
        (["fe80::1%eth0"], "address"),
        (["2606:4700:4700::1111%2"], "address"),
        (["not an address"], "address"),
    ],
)
def test_one_bad_address_of_a_name_spoils_all(production: None, found: list[str], code: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        checked(found)
    assert refused.value.code == code


def test_all_good_addresses_of_a_name_may_be_tried_in_order(production: None) -> None:
    assert checked(["1.1.1.1", "1.1.1.1", "2606:4700:4700::1111"]) == ["1.1.1.1", "2606:4700:4700::1111"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.se/", "https"),
        ("https://example.se:8443/", "port"),
        ("https://user:pass@example.se/", "url"),
        ("https://user@example.se/", "url"),
        ("ftp://example.se/", "url"),
        ("file:///etc/passwd", "url"),
        ("gopher://example.se/", "url"),
        ("https://", "url"),
        ("https:///webhooks", "url"),
        ("example.se/webhooks", "url"),
        ("https://example.se/#frag", "url"),
        ("https://exam ple.se/", "url"),
        (" https://example.se/", "url"),
        ("https://example.se\\@10.0.0.1/", "url"),
        ("https://example.se/\r\nHost: x", "url"),
        ("https://example.se/" + "a" * 500, "url"),
        ("https://[fe80::1%25eth0]/", "url"),
        ("https://example.se:99999/", "url"),
    ],
)
def test_an_address_that_cannot_be_used_says_why(production: None, url: str, code: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        target_of(url)
    assert refused.value.code == code


def test_a_proper_address_is_taken_apart(production: None) -> None:
    target = target_of("https://Hook.example.se/in/A?k=ö")
    assert (target.scheme, target.host, target.port) == ("https", "hook.example.se", 443)
    assert target.path == b"/in/A?k=%C3%B6"
    assert target.header == b"hook.example.se"


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "[::ffff:7f00:1]", "localhost"]
)
def test_a_number_in_disguise_leads_nowhere_in_production(production: None, host: str) -> None:
    """The machine's own resolver reads these as 127.0.0.1: what it says is looked at, not what was written."""

    def there() -> list[str]:
        target = target_of(f"https://{host}/")
        return addresses.addresses_of(target.host, target.port, seconds=5)

    with pytest.raises(AddressRefused) as refused:
        there()
    assert refused.value.code in ("address", "dns", "url")
