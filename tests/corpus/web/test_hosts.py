from __future__ import annotations

import ipaddress

import pytest

from corpus.errors import FetchError, RefusedError
from corpus.web.hosts import PUBLIC, NetworkReach, anywhere, is_public, read_reach, resolve


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


def reached(written: str, address: str, port: int = 443) -> bool:
    return read_reach(written)(ipaddress.ip_address(address), port)


INSIDE = ("10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12::1", "::ffff:10.0.0.1")
MACHINE = ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1")
NEVER = ("169.254.169.254", "169.254.1.1", "fe80::1", "fe80::1%1", "0.0.0.0", "::", "224.0.0.1", "ff02::1",
         "255.255.255.255", "168.63.129.16", "192.0.0.192", "100.100.100.200", "fd00:ec2::254", "::ffff:168.63.129.16",
         "64:ff9b::a83f:8110", "::ffff:169.254.169.254", "2002:a9fe:a9fe::")  # fmt: skip


@pytest.mark.parametrize("address", ["193.10.10.1", "2a00:1450:400f:80c::200e"])
def test_the_public_internet_is_reached_at_the_ports_of_the_web_alone(address: str) -> None:
    for written in ("off", "on", "10.0.0.0/8:8080"):
        assert [port for port in (22, 80, 443, 8080, 6379) if reached(written, address, port)] == [80, 443]


@pytest.mark.parametrize("address", INSIDE)
def test_on_means_the_private_ranges(address: str) -> None:
    assert not reached("off", address)
    assert [port for port in (22, 80, 443, 8080) if reached("on", address, port)] == [80, 443]


@pytest.mark.parametrize("address", MACHINE)
def test_this_machine_is_reached_only_where_it_is_listed_itself(address: str) -> None:
    for written in ("on", "0.0.0.0/0", "::/0", "0.0.0.0/0:1-65535, ::/0:1-65535"):
        assert not reached(written, address, 80)
    assert reached("127.0.0.0/8, ::1/128, 2002::/16, 64:ff9b::/96", address)


@pytest.mark.parametrize("address", NEVER)
def test_link_local_addresses_and_those_of_clouds_are_never_reached(address: str) -> None:
    for written in (
        "off",
        "on",
        "0.0.0.0/0, ::/0",
        "168.0.0.0/8, 192.0.0.0/24, 100.100.0.0/16, fd00::/8, 64:ff9b::/96",
    ):
        assert not reached(written, address, 80)


@pytest.mark.parametrize(
    ("written", "address", "ports"),
    [("10.20.0.0/16", "10.20.1.2", [80, 443]), ("10.20.0.0/16", "10.21.1.2", []),
     ("10.20.0.0/16:8080", "10.20.1.2", [8080]), ("127.0.0.1/32:8080-8090", "127.0.0.1", [8080, 8085, 8090]),
     ("127.0.0.1/32:8080-8090", "127.0.0.2", []), ("[fd12::/48]:8080", "fd12::7", [8080]),
     ("fd12::/48", "fd12::7", [80, 443]),
     ("on, 10.0.0.0/8:8080", "10.1.1.1", [80, 443, 8080]), ("10.0.0.7", "10.0.0.7", [80, 443]),
     ("193.10.0.0/16:8080", "193.10.1.1", [80, 443, 8080]), ("127.0.0.1:22", "127.0.0.1", [22]),
     ("::1/128:22", "::1", [22]), ("::1", "::1", [80, 443]), ("[::1]:22", "::1", [22])],
)  # fmt: skip
def test_networks_are_listed_with_their_ports(written: str, address: str, ports: list[int]) -> None:
    found = [port for port in (22, 80, 443, 8079, 8080, 8085, 8090, 8091) if reached(written, address, port)]
    assert found == ports


@pytest.mark.parametrize(
    "written",
    ["", ",", "yes", "true", "1", "on off", "off, 10.0.0.0/8", "10.0.0.1/8", "10.0.0.0/8:", "10.0.0.0/8:0",
     "10.0.0.0/8:90-80", "10.0.0.0/8:80-", "::1:x", "[::1", "10.0.0.0/8:٨٠",
     "10.0.0.0/8:65536", "10.0.0.0/8:http", "10.0.0.0/8:-80", "10.0.0.0/33", "intranet.example", "[fd12::/48]8080",
     "169.254.0.0/16", "169.254.169.254", "fe80::/64", "168.63.129.16", "192.0.0.192", "224.0.0.0/8", "0.0.0.0"],
)  # fmt: skip
def test_what_lists_no_network_or_one_that_is_never_reached_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_reach(written)


@pytest.mark.parametrize(
    "written",
    ["off", "on", "10.20.0.0/16", "on, 10.20.0.0/16, 127.0.0.1/32:8080-8090", "[fd12::/48]:8080", "fd12::/48, ::1/128"],
)
def test_what_an_admin_writes_is_shown_so_that_it_reads_the_same(written: str) -> None:
    assert str(read_reach(written)) == written


def test_a_port_that_is_refused_is_named() -> None:
    with pytest.raises(RefusedError, match="port 8080"):
        resolve("193.10.10.1", 8080, PUBLIC)
    with pytest.raises(RefusedError, match="not on the public internet"):
        resolve("10.0.0.1", 8080, NetworkReach(private=True))
