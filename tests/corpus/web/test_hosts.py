from __future__ import annotations

import ipaddress

import pytest

from corpus.errors import FetchError, RefusedError
from corpus.web.hosts import anywhere, is_public, resolve


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "192.168.1.1",
     "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
     "fe80::1%1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "2002:7f00:1::", "64:ff9b::7f00:1", "::127.0.0.1", "2001:0:7f00:1::"],
)  # fmt: skip
def test_an_address_that_is_not_of_the_public_internet_is_told(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "193.10.10.1", "2a00:1450:400f:80c::200e", "::ffff:8.8.8.8"])
def test_a_public_address_is_told(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "::1"])
def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(RefusedError, match="not on the public internet"):
        resolve(host, 80, is_public)


def test_a_private_address_is_given_where_it_is_allowed() -> None:
    assert resolve("127.0.0.1", 80, anywhere) == ("127.0.0.1",)


def test_an_unknown_host_is_named() -> None:
    with pytest.raises(FetchError, match=r"finns-inte\.invalid is not known"):
        resolve("finns-inte.invalid", 80, is_public)
    with pytest.raises(FetchError, match="is not known"):
        resolve("x" * 300, 80, is_public)
