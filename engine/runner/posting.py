"""HTTP POST to addresses that somebody typed: no redirects, no proxies, no surprises inside the own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from engine.errors import say
from engine.outbox.deliveries import DeliveryFailed
from engine.runner.deadline import hung_up_after
from engine.runner.reasons import network_reason

TIMEOUT_SECONDS = 10
DEADLINE_SECONDS = 30
LONGEST_ANSWER = 64 * 1024
MOST_ADDRESSES = 3
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def post(url: str, body: bytes, headers: Mapping[str, str], *, may_post_inside: bool) -> tuple[int, bytes]:
    """POST to an http(s) URL; gives the status and at most 64 KiB of the answer. A redirect is an answer as well.

    The host is resolved once, and the connection goes to the address that was looked at: a name that changes meanwhile
    leads nowhere else. Raises `DeliveryFailed`.
    """
    parts, port = _parts(url)
    assert parts.hostname is not None
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, port, timeout=TIMEOUT_SECONDS)
    try:
        plain = _connect(parts.hostname, port, may_post_inside=may_post_inside)
        connection.sock = plain if parts.scheme == "http" else _with_tls(plain, parts.hostname)
        with hung_up_after(DEADLINE_SECONDS, connection.sock):
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: no name of a host
        sentence = say("%(host)s cannot be reached: %(reason)s", host=parts.hostname, reason=network_reason(error))
        raise DeliveryFailed(sentence, is_unreachable=True) from error
    finally:
        connection.close()


def require_outside(url: str) -> None:
    """Refuse an address that lies inside the own network by now; `post` looks again at each sending, since names change
    where they lead to. One whose host is not found passes. Raises `DeliveryFailed`."""
    parts, port = _parts(url)
    try:
        found = _addresses(str(parts.hostname), port)
    except (OSError, ValueError):  # ValueError: no name of a host
        return
    refuse_inside(found)


def _parts(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DeliveryFailed(say("This is not an address of the web: it begins with https://."), is_final=True)
    return parts, port


def _connect(host: str, port: int, *, may_post_inside: bool) -> socket.socket:
    found = _addresses(host, port)
    if not may_post_inside:
        refuse_inside(found)
    for address in found[: MOST_ADDRESSES - 1]:
        try:
            return socket.create_connection((address, port), timeout=TIMEOUT_SECONDS)
        except OSError:
            if address == found[-1]:
                raise
    return socket.create_connection((found[-1], port), timeout=TIMEOUT_SECONDS)


def _addresses(host: str, port: int) -> list[str]:
    return list(dict.fromkeys(str(a[4][0]) for a in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def _with_tls(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """The handshake comes later, when the deadline watches over it."""
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def refuse_inside(addresses: list[str]) -> None:
    """Refuse private, local and reserved addresses (server-side request forgery, OWASP SSRF)."""
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        inner = _carried(address) if isinstance(address, ipaddress.IPv6Address) else None
        if not (inner or address).is_global or address.is_multicast:
            raise DeliveryFailed(
                say(
                    "%(address)s lies inside the own network. An administrator may allow that with "
                    "ZHANGSHI_MAY_POST_INSIDE=1.",
                    address=text,
                )
            )


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, 6to4, or by way of a gateway (NAT64, RFC 6052)."""
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
