"""Networks that lead nowhere, elsewhere or through a proxy: a token goes only to Zoom."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from requests.adapters import HTTPAdapter

from tap_zoom.exceptions import AuthError, IncompleteSync
from tests.e2e import process
from tests.e2e.expected import assert_complete, catalog_of
from tests.e2e.harness import Output, account, error_lines, extract, quick_retries, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import requests

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

LOST = {
    "account_id": "account",
    "client_id": "client",
    "client_secret": "SECRET-of-the-app",
    "api_url": "https://zoom.invalid/v2",
    "auth_url": "https://zoom.invalid/oauth/token",
}


def _run(tmp_path: Path, settings: Mapping[str, Any], **env: str) -> Output:
    config = write(tmp_path / "config.json", settings)
    catalog = write(tmp_path / "catalog.json", catalog_of("users"))
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    arguments = ["--config", str(config), "--catalog", str(catalog)]
    done = process.run(arguments, {**kept, **env}, timeout=60, quick=True)
    return Output(done.stdout, done.stderr, done.code)


def _assert_one_line(output: Output, *words: str) -> None:
    assert output.code == 1
    errors = error_lines(output.log)
    assert len(errors) == 1, output.log
    assert "Traceback" not in output.log
    assert "SECRET" not in output.log + output.stdout
    for word in words:
        assert word in errors[0]


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port on which no server listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def _listening(tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Start another server; yield its address and the headers of all requests that reach it."""
    reached: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(dict(self.headers))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None: ...

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None: ...

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", reached
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- elsewhere ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("body", [b"", b"{}"], ids=["blank", "JSON"])
def test_a_redirect_of_the_api_is_not_followed(zoom: Zoom, status: int, body: bytes) -> None:
    with _listening() as (elsewhere, reached), quick_retries():
        headers = {"Location": f"http://{elsewhere}/v2/users"}
        zoom.faults.add("^/users$", status=status, body=body, headers=headers)
        output = extract(zoom, catalog_of("users"))

    assert reached == []
    assert isinstance(output.error, IncompleteSync)
    assert f"users: an error unknown to tap-zoom (HTTP {status}" in str(output.error)


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_of_the_token_endpoint_is_not_followed(zoom: Zoom, status: int) -> None:
    with _listening() as (elsewhere, reached):
        headers = {"Location": f"http://{elsewhere}/oauth/token"}
        zoom.faults.add("^/oauth/token$", status=status, body=b"", headers=headers)
        output = extract(zoom, catalog_of("users"))

    assert reached == []
    assert isinstance(output.error, AuthError)
    assert "auth_url" in str(output.error)


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("https://api-eu.zoom.us", "https://api-eu.zoom.us"),
        ("https://zoom.us.evil.invalid", "https://api.zoom.us"),
        ("https://evil.invalid/zoom.us", "https://api.zoom.us"),
        ("http://api-eu.zoom.us", "https://api.zoom.us"),
        ("https://user:pw@zoom.us", "https://api.zoom.us"),
        ("absent", "https://api.zoom.us"),
    ],
)
def test_the_account_is_looked_for_where_zoom_says_and_with_zoom_only(
    monkeypatch: pytest.MonkeyPatch, named: str, asked: str
) -> None:
    addresses: set[str] = set()
    send = HTTPAdapter.send

    def to_the_sandbox(
        self: HTTPAdapter, request: requests.PreparedRequest, **how: Any
    ) -> requests.Response:
        parts = urlsplit(str(request.url))
        if parts.path != "/oauth/token":
            addresses.add(f"{parts.scheme}://{parts.netloc}")
            request.url = str(request.url).replace(f"{parts.scheme}://{parts.netloc}", base, 1)
        return send(self, request, **{**how, "proxies": {}})

    with account(token_api_url=named, secrets="core") as zoom:
        base = zoom.base_url
        monkeypatch.setattr(HTTPAdapter, "send", to_the_sandbox)
        streams = ["users", "meetings"]
        output = extract(zoom, catalog_of(*streams), api_url="https://api.zoom.us/v2")

        assert output.error is None
        assert_complete(output, zoom.truth(streams=streams))
        assert addresses == {asked}


# --- nowhere ------------------------------------------------------------------------------------


def test_an_unknown_host_name_is_one_line(tmp_path: Path) -> None:
    output = _run(tmp_path, LOST)

    _assert_one_line(output, "zoom.invalid", "DNS")


def test_an_api_whose_name_is_lost_later_is_one_line(zoom: Zoom, tmp_path: Path) -> None:
    output = _run(tmp_path, zoom.config(api_url=LOST["api_url"], max_wait=1))

    _assert_one_line(output, "zoom.invalid", "DNS", "/users of stream users", "Run again later")
    assert output.states


def test_a_server_without_tls_is_one_line(tmp_path: Path) -> None:
    with _listening() as (address, reached):
        urls = {"auth_url": f"https://{address}/oauth/token", "api_url": f"https://{address}/v2"}
        output = _run(tmp_path, {**LOST, **urls})

    _assert_one_line(output, "no secure connection", address)
    assert reached == []


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate that nobody trusts."""
    folder = tmp_path_factory.mktemp("certificate")
    pem, certificate = folder / "self-signed.pem", folder / "certificate"
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    request = f"openssl req -x509 {key} -days 2 -subj /CN=localhost"
    subprocess.run(
        [*request.split(), "-keyout", str(pem), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    pem.write_text(pem.read_text() + certificate.read_text())
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    return tls


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
@pytest.mark.parametrize("for_tokens", [True, False], ids=["token", "API"])
def test_an_untrusted_certificate_is_one_line(
    zoom: Zoom, tmp_path: Path, self_signed: ssl.SSLContext, *, for_tokens: bool
) -> None:
    with _listening(self_signed) as (address, reached):
        url = (
            {"auth_url": f"https://{address}/t"}
            if for_tokens
            else {"api_url": f"https://{address}"}
        )
        output = _run(tmp_path, zoom.config(**url))

    _assert_one_line(output, "no secure connection", address, "REQUESTS_CA_BUNDLE", "clock")
    assert reached == []


# --- through a proxy ----------------------------------------------------------------------------


@pytest.mark.parametrize("case", [str.upper, str.lower], ids=["upper case", "lower case"])
def test_a_dead_proxy_is_one_line_that_names_it(tmp_path: Path, dead_port: int, case: Any) -> None:
    proxy = f"http://somebody:SECRET-of-the-proxy@127.0.0.1:{dead_port}"
    output = _run(tmp_path, LOST, **{case("https_proxy"): proxy})

    _assert_one_line(output, "proxy", "zoom.invalid", "HTTPS_PROXY", "NO_PROXY")


def test_a_proxy_is_used_for_the_api_too_but_not_for_hosts_in_no_proxy(
    zoom: Zoom, tmp_path: Path, dead_port: int
) -> None:
    proxy = {"HTTP_PROXY": f"http://127.0.0.1:{dead_port}"}
    through = _run(tmp_path, zoom.config(), **proxy)
    around = _run(tmp_path, zoom.config(), **proxy, NO_PROXY="127.0.0.1")

    _assert_one_line(through, "proxy")
    assert around.code == 0
    assert around.records["users"]
