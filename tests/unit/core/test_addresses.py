"""Which addresses are the public internet, and how URLs may be spelled."""

import pytest

from igiz.core.addresses import SpellingError, kind_of, may_connect, read_url


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("93.184.216.34", "public"),
        ("1.1.1.1", "public"),
        ("2606:4700::1111", "public"),
        ("2a00:1450:400e::1", "public"),
        ("64:ff9b::808:808", "public"),
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "unspecified"),
        ("::", "unspecified"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::127.0.0.1", "loopback"),
        ("64:ff9b::7f00:1", "loopback"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("fc00::1", "private"),
        ("fd12:3456::1", "private"),
        ("::ffff:10.0.0.1", "private"),
        ("::ffff:a00:1", "private"),
        ("64:ff9b::10.0.0.1", "private"),
        ("100.64.0.1", "shared"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("2606:4700::1111%1", "link-local"),
        ("fec0::1", "link-local"),
        ("169.254.169.254", "cloud metadata"),
        ("169.254.170.2", "cloud metadata"),
        ("100.100.100.200", "cloud metadata"),
        ("168.63.129.16", "cloud metadata"),
        ("192.0.0.192", "cloud metadata"),
        ("fd00:ec2::254", "cloud metadata"),
        ("fd20:ce::254", "cloud metadata"),
        ("::ffff:169.254.169.254", "cloud metadata"),
        ("64:ff9b::a9fe:a9fe", "cloud metadata"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast"),
        ("ff02::1", "multicast"),
        ("ff0e::1", "multicast"),
        ("192.0.2.1", "documentation"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("192.0.0.9", "reserved"),
        ("192.88.99.1", "reserved"),
        ("198.18.0.1", "reserved"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("2001:2::1", "reserved"),
        ("2001:20::1", "reserved"),
        ("100::1", "reserved"),
        ("5f00::1", "reserved"),
        ("4000::1", "reserved"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "tunnel"),
        ("2002:7f00:1::", "tunnel"),
        ("2002:5db8:d822::1", "tunnel"),
        ("64:ff9b:1::a00:1", "tunnel"),
        ("::ffff:0:10.0.0.1", "tunnel"),
        ("::ffff:93.184.216.34", "tunnel"),
        ("2606:4700::5efe:10.0.0.1", "tunnel"),
        ("2606:4700::200:5efe:10.0.0.1", "tunnel"),
        ("010.0.0.1", "not an IP address"),
        ("localhost", "not an IP address"),
        ("", "not an IP address"),
    ],
)
def test_each_address_has_its_kind_and_only_public_ones_are_fetched(address: str, kind: str) -> None:
    assert kind_of(address) == kind
    assert may_connect(address) is (kind == "public")
    assert may_connect(address, peer=True) is (kind in {"public", "private", "loopback", "shared"})


@pytest.mark.parametrize(
    ("text", "host", "port", "literal"),
    [
        ("http://example.org", "example.org", 80, False),
        ("HTTPS://Example.ORG/a?b=c#d", "example.org", 443, False),
        ("http://example.org:443/", "example.org", 443, False),
        ("https://example.org.:80/", "example.org.", 80, False),
        ("http://b\u00fccher.example/", "xn--bcher-kva.example", 80, False),
        ("http://1.2.3.4/", "1.2.3.4", 80, True),
        ("http://[2606:4700::1111]/", "2606:4700::1111", 80, True),
        ("http://0xcafe.example/", "0xcafe.example", 80, False),
        ("http://example.org/%2e%2e/?q=%00", "example.org", 80, False),
    ],
)
def test_a_plain_url_is_read(text: str, host: str, port: int, literal: bool) -> None:
    target = read_url(text)
    assert (target.host, target.port, target.literal, target.url.fragment) == (host, port, literal, "")


NUMBER = "its host is a number and no IPv4 address of four decimal parts"
SPACE = "it holds a space, a backslash or a control character"
PORT = "it names another port than 80 and 443"
LOGIN = "it holds a login or password"
SCHEME = "it does not start with http:// or https://"
NASTY = [
    ("http://2130706433/", NUMBER),
    ("http://0x7f000001/", NUMBER),
    ("http://0x7f.0.0.1/", NUMBER),
    ("http://0177.0.0.1/", NUMBER),
    ("http://127.1/", NUMBER),
    ("http://127.0.1/", NUMBER),
    ("http://127.0.0.1./", NUMBER),
    ("http://127.0.0.0x1/", NUMBER),
    ("http://127.0.0.01/", NUMBER),
    ("http://1.2.3.4.5/", NUMBER),
    ("http://256.1.1.1/", NUMBER),
    ("http://example.0x/", NUMBER),
    ("http://example.99/", NUMBER),
    ("http://example.org:8080/", PORT),
    ("http://example.org:22/", PORT),
    ("http://example.org:0/", PORT),
    ("http://login@example.org/", LOGIN),
    ("http://login:pass@example.org/", LOGIN),
    ("http://@example.org/", LOGIN),
    ("http://:@example.org/", LOGIN),
    ("http://example.org@127.0.0.1/", LOGIN),
    ("http://127.0.0.1\\@example.org/", SPACE),
    ("http://example.org\\@127.0.0.1/", SPACE),
    ("http:\\\\example.org/", SPACE),
    (" http://example.org/", SPACE),
    ("http://example.org/\r\nHost: a", SPACE),
    ("http://example.org/a b", SPACE),
    ("http://exa\tmple.org/", SPACE),
    ("http://example.org\u200b/", SPACE),
    ("http://exam\u2028ple.org/", SPACE),
    ("http://%31%32%37.0.0.1/", "its host is percent-encoded"),
    ("http://127.0.0.1%00.example.org/", "its host is percent-encoded"),
    ("http://[fe80::1%25eth0]/", "its host is percent-encoded"),
    ("http://" + "a" * 64 + ".org/", "its host is no name"),
    ("http://a..b/", "its host is no name"),
    ("file:///etc/passwd", SCHEME),
    ("gopher://example.org/", SCHEME),
    ("ftp://example.org/", SCHEME),
    ("javascript:alert(1)", SCHEME),
    ("//example.org/", SCHEME),
    ("example.org", SCHEME),
    ("/path", SCHEME),
    ("", SCHEME),
    ("http://example.org/" + "a" * 2048, "it is longer than 2048 characters"),
]


@pytest.mark.parametrize(("text", "reason"), NASTY)
def test_a_nasty_spelling_is_refused(text: str, reason: str) -> None:
    with pytest.raises(SpellingError) as caught:
        read_url(text)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http:///path",
        "http://[::1",
        "http://[::1]x/",
        "http://[v1.a]/",
        "http://[127.0.0.1]/",
        "http://example.org:99999/",
        "http://example.org:8x/",
        "http://example.org:-1/",
        "http://exa<mple.org/",
        "http://exa$mple.org/",
        "http://\u2025/",
    ],
)
def test_what_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(SpellingError):
        read_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1/",
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://\u2460\u2461\u2466.0.0.1/",
        "http://127\u30020\u30020\u30021/",
        "http://[::ffff:127.0.0.1]/",
        "http://[0:0:0:0:0:ffff:7f00:1]/",
        "http://[::1]/",
        "http://[::]/",
        "http://0.0.0.0/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_a_nasty_address_is_refused_by_spelling_or_by_kind(text: str) -> None:
    try:
        target = read_url(text)
    except SpellingError:
        return
    assert target.literal
    assert not may_connect(target.host)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/b", "http://example.org/b"),
        ("b?c", "http://example.org/a/b?c"),
        ("//other.example/x", "http://other.example/x"),
        ("https://other.example/x", "https://other.example/x"),
    ],
)
def test_a_relative_address_is_joined_and_checked(text: str, expected: str) -> None:
    assert str(read_url(text, base=read_url("http://example.org/a/").url).url) == expected


def test_a_peer_may_use_any_port() -> None:
    assert read_url("http://taxii.lan:9000", any_port=True).port == 9000
