"""The client, against a real receiver with everything that can go wrong at one."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from nexus.webhooks import addresses, client
from tests.standins.hooked import Hooked

BODY = b'{"type":"webhook.test"}'


@pytest.fixture
def hooked() -> Iterator[Hooked]:
    with Hooked() as standin:
        yield standin
    assert not standin.handler_errors


def post(url: str, deadline: float | None = None) -> client.Outcome:
    return client.post(url, body=BODY, headers={"webhook-id": "evt_1"}, deadline=deadline)


def test_a_post_arrives_whole_with_our_headers(hooked: Hooked) -> None:
    outcome = post(f"{hooked.hook}?k=1")
    assert (outcome.status, outcome.error, outcome.delivered) == (200, "", True)
    (request,) = hooked.requests
    assert (request.method, request.path, request.query, request.body) == ("POST", "/webhooks", "k=1", BODY)
    assert request.headers["host"] == f"127.0.0.1:{hooked.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == "evt_1"
    assert request.headers["user-agent"].startswith("Nomar-Nexus")


def test_a_redirect_is_not_followed(hooked: Hooked) -> None:
    with Hooked() as elsewhere:
        hooked.fail_next("redirect", to=elsewhere.hook)
        outcome = post(hooked.hook)
    assert (outcome.status, outcome.error, outcome.delivered) == (302, "redirect", False)
    assert elsewhere.requests == []


def test_a_head_that_drips_ends_at_the_deadline(hooked: Hooked) -> None:
    """No single read is late; all of them together are."""
    hooked.fail_next("drip", seconds=0.05)
    began = time.monotonic()
    outcome = post(hooked.hook, deadline=0.6)
    assert time.monotonic() - began < 2
    assert (outcome.status, outcome.error) == (None, "timeout")


def test_a_body_that_drips_holds_us_no_longer_than_the_deadline_and_its_status_counts(hooked: Hooked) -> None:
    hooked.fail_next("slow_body", seconds=0.05)
    began = time.monotonic()
    outcome = post(hooked.hook, deadline=0.6)
    assert time.monotonic() - began < 2
    assert (outcome.status, outcome.delivered) == (200, True)


def test_who_never_answers_is_given_up(hooked: Hooked) -> None:
    hooked.fail_next("hang")
    assert post(hooked.hook, deadline=0.4) == client.Outcome(None, "timeout", pytest.approx(400, abs=300))


def test_a_huge_answer_is_read_to_64_kilobytes_and_no_further(hooked: Hooked) -> None:
    hooked.fail_next("huge", bytes=200 * 1024 * 1024)
    outcome = post(hooked.hook)
    assert outcome.delivered
    assert hooked.wait_for(lambda: not hooked._connections)
    # What lies in the sockets' buffers was sent too; nothing near two hundred megabytes was.
    assert getattr(hooked, "sent", 0) < 20 * 1024 * 1024


@pytest.mark.parametrize(("kind", "error"), [("close", "protocol"), ("junk", "protocol")])
def test_what_is_no_answer_is_an_outcome(hooked: Hooked, kind: str, error: str) -> None:
    hooked.fail_next(kind)
    outcome = post(hooked.hook)
    assert (outcome.status, outcome.error) == (None, error)


def test_nobody_there_is_an_outcome(hooked: Hooked) -> None:
    hooked.refuse_connections()
    assert post(hooked.hook).error == "connect"


def test_no_proxy_of_the_environment_is_used(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    with Hooked() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert post(hooked.hook).delivered
        assert proxy.requests == []


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_looked_at(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the second answer, which would lead elsewhere, is never asked for."""
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.66.66.66"]

    monkeypatch.setattr(addresses, "looked_up", resolver)
    seen: list[object] = []
    connect = socket.create_connection
    monkeypatch.setattr(
        socket,
        "create_connection",
        lambda place, *a, **k: (seen.append(place[0]), connect(place, *a, **k))[1],
    )
    outcome = post(f"http://hook.example.se:{hooked.port}/webhooks")
    assert outcome.delivered
    assert asked == ["hook.example.se"]
    assert seen == ["127.0.0.1"]
    assert hooked.requests[0].headers["host"] == f"hook.example.se:{hooked.port}"


def test_a_name_that_leads_into_a_private_network_is_not_connected_to(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "looked_up", lambda host, port: ["127.0.0.1", "10.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("it connected"))
    assert post(f"http://hook.example.se:{hooked.port}/").error == "address"


def test_the_second_address_is_tried_where_the_first_does_not_answer(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "looked_up", lambda host, port: ["127.0.0.77", "127.0.0.1"])
    assert post(f"http://hook.example.se:{hooked.port}/webhooks").delivered


def test_a_resolver_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(addresses, "looked_up", lambda host, port: (release.wait(10), ["127.0.0.1"])[1])
    began = time.monotonic()
    assert post("http://hook.example.se/", deadline=0.3).error == "dns"
    assert time.monotonic() - began < 2
    release.set()


class TlsReceiver:
    """Answers one request at a time over TLS, and remembers which name was asked for."""

    def __init__(self, certificate: Path) -> None:
        self.asked: list[str | None] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.context.sni_callback = lambda _socket, name, _context: self.asked.append(name)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                raw, _address = self.socket.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(raw, server_side=True) as talk:
                    talk.recv(65536)
                    talk.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                continue  # the client does not like the certificate


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for hook.example.se, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hook.example.se")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("hook.example.se"), x509.IPAddress(ip_address("127.0.0.9"))]
            ),
            False,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "hook.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_tls_is_for_the_name_and_its_certificate_is_checked(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = TlsReceiver(certificate)
    monkeypatch.setattr(addresses, "looked_up", lambda host, port: ["127.0.0.1"])
    there = f"https://hook.example.se:{server.port}/"
    assert post(there).error == "tls", "nobody has signed it"
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(client, "_tls", lambda: trusting)
    assert post(there).status == 204
    assert server.asked == ["hook.example.se", "hook.example.se"]
    assert post(f"https://other.example.se:{server.port}/").error == "tls", "it is another's"
    server.socket.close()
