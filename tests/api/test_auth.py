"""Access tokens: what is asked of Zoom, when, and what is told when it refuses."""

from __future__ import annotations

import base64
import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
import requests
from urllib3 import connectionpool
from urllib3.exceptions import MaxRetryError, NewConnectionError

from tap_zoom.api.auth import TRIES, Token, ZoomAuthenticator
from tap_zoom.api.token_store import TokenStore
from tap_zoom.exceptions import AuthError, ConfigError, TapZoomError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from requests_mock import Mocker
    from requests_mock.request import _RequestObjectProxy

URL = "https://zoom.us/oauth/token"
CLIENT, SECRET, ACCOUNT, SEED = "client+1", "s3cret/key", "acc-7890", "seed-token-1"
SECRETS = (CLIENT, SECRET, ACCOUNT, SEED, "access-", "next-refresh")
USED: dict[str, Any] = {
    "status_code": 400,
    "json": {"reason": "Invalid Token!", "error": "invalid_grant"},
}


@dataclass
class Clock:
    """Time that passes only by sleeping, or when a test says so."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Say the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.slept.append(seconds)
        self.now += seconds


def server(clock: Clock | None = None, store: TokenStore | None = None) -> ZoomAuthenticator:
    """Make an authenticator for a Server-to-Server app."""
    return make(clock or Clock(), store, account_id=ACCOUNT)


def user(store: TokenStore | None, clock: Clock | None = None) -> ZoomAuthenticator:
    """Make an authenticator for an app that a user authorized."""
    return make(clock or Clock(), store, refresh_token=SEED)


def make(
    clock: Clock,
    store: TokenStore | None,
    account_id: str | None = None,
    refresh_token: str | None = None,
    auth_url: str = URL,
) -> ZoomAuthenticator:
    """Make an authenticator with a clock that does not wait."""
    return ZoomAuthenticator(
        client_id=CLIENT,
        client_secret=SECRET,
        account_id=account_id,
        refresh_token=refresh_token,
        auth_url=auth_url,
        store=store,
        session=requests.Session(),
        user_agent="tap-zoom/1",
        clock=clock,
        sleep=clock.sleep,
    )


def answer(number: int = 1, **fields: object) -> dict[str, Any]:
    """Make a token answer for requests-mock."""
    return {"json": {"access_token": f"access-{number}", "expires_in": 3600, **fields}}


def sign(auth: ZoomAuthenticator) -> str:
    """Sign a request and return what it carries."""
    request = requests.Request("GET", "https://api.zoom.us/v2/users").prepare()
    return str(auth(request).headers["Authorization"])


def refusal(auth: ZoomAuthenticator) -> TapZoomError:
    """Ask for a token in vain, and check what holds of every refusal."""
    with pytest.raises(TapZoomError) as caught:
        _ = auth.token
    text = str(caught.value)

    assert not [secret for secret in SECRETS if secret in text]
    assert "\n" not in text
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    return caught.value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Place of the token file."""
    return tmp_path / "token.json"


@pytest.fixture
def store(path: Path) -> TokenStore:
    """Make a store with a file of its own."""
    chosen = TokenStore.choose(str(path), [], SEED, CLIENT)
    assert chosen
    return chosen


def stored(path: Path) -> str:
    """Refresh token that the file holds."""
    return str(json.loads(path.read_text())["refresh_token"])


def spent(requests_mock: Mocker) -> list[str]:
    """Refresh tokens that were sent, in order."""
    return [parse_qs(sent.text)["refresh_token"][0] for sent in requests_mock.request_history]


# --- the request ------------------------------------------------------------------------------


def test_account_credentials_request(requests_mock: Mocker) -> None:
    """A Server-to-Server app sends its account in the body and itself in the Basic header."""
    requests_mock.post(URL, **answer())
    assert sign(server()) == "Bearer access-1"

    sent = requests_mock.request_history[0]
    basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
    assert sent.url == URL
    assert sent.headers["Authorization"] == f"Basic {basic}"
    assert sent.headers["Accept"] == "application/json"
    assert sent.headers["User-Agent"] == "tap-zoom/1"
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(sent.text) == {"grant_type": ["account_credentials"], "account_id": [ACCOUNT]}
    assert repr(sent.timeout) == "(10, 30)"


def test_refresh_request(requests_mock: Mocker, store: TokenStore) -> None:
    """A user app sends its refresh token in the body and itself in the Basic header."""
    requests_mock.post(URL, **answer(refresh_token="next-refresh"))
    assert sign(user(store)) == "Bearer access-1"

    sent = requests_mock.request_history[0]
    assert sent.url == URL
    assert sent.headers["Authorization"].startswith("Basic ")
    assert parse_qs(sent.text) == {"grant_type": ["refresh_token"], "refresh_token": [SEED]}


def test_credentials_may_hold_any_character(requests_mock: Mocker) -> None:
    """Credentials outside Latin-1 are sent as UTF-8 in place of an error that quotes them."""
    requests_mock.post(URL, **answer())
    auth = server()
    auth.client_secret = "s€cret"
    _ = auth.token

    sent = requests_mock.request_history[0].headers["Authorization"]
    assert base64.b64decode(sent.split()[1]).decode() == f"{CLIENT}:s€cret"


@pytest.mark.parametrize("both", [True, False])
def test_grant_must_be_clear(requests_mock: Mocker, store: TokenStore, *, both: bool) -> None:
    """Both an account and a refresh token, or neither, is an error before any request."""
    given = {"account_id": ACCOUNT, "refresh_token": SEED} if both else {"account_id": ""}
    error = refusal(make(Clock(), store, **given))

    assert isinstance(error, ConfigError)
    assert not requests_mock.called


# --- when a token is fetched ------------------------------------------------------------------


def test_nothing_is_fetched_before_need(requests_mock: Mocker) -> None:
    """Making an authenticator asks for nothing."""
    server()

    assert not requests_mock.called


def test_one_token_serves_many_requests(requests_mock: Mocker) -> None:
    """Signing again, even the same request, costs no request."""
    requests_mock.post(URL, **answer())
    auth = server()
    request = requests.Request("GET", "https://api.zoom.us/v2/users").prepare()
    for _ in range(3):
        auth(request)

    assert request.headers["Authorization"] == "Bearer access-1"
    assert requests_mock.call_count == 1


@pytest.mark.parametrize(
    ("expires_in", "renewed_after"),
    [
        (3600, 3540),
        (3599, 3539),
        ("1800", 1740),
        (100, 90),
        (None, 3540),
        (0, 3540),
        (-5, 3540),
        ("soon", 3540),
        (True, 3540),
        (float("nan"), 3540),
        (float("inf"), 3540),
        (86400, 3540),
        ([], 3540),
    ],
)
def test_renewed_before_its_end(
    requests_mock: Mocker, expires_in: object, renewed_after: float
) -> None:
    """A token is renewed a minute, or a tenth of its life, before its end: an hour at most."""
    requests_mock.post(URL, [answer(1, expires_in=expires_in), answer(2)])
    clock = Clock()
    auth = server(clock)
    assert sign(auth) == "Bearer access-1"
    clock.now += renewed_after - 1
    assert sign(auth) == "Bearer access-1"
    clock.now += 1
    assert sign(auth) == "Bearer access-2"


def test_life_counts_from_the_request(requests_mock: Mocker) -> None:
    """Time that Zoom takes to answer is not added to a token's life."""
    clock = Clock()

    def slow(*_: object) -> dict[str, Any]:
        clock.now += 25
        return {"access_token": "access-1", "expires_in": 3600}

    requests_mock.post(URL, json=slow)

    assert server(clock).token.expires_at == 1000 + 3600


def slowly(request: _RequestObjectProxy, _: object) -> dict[str, str]:
    """Answer late enough for every other thread to come and ask, too."""
    threading.Event().wait(0.1)
    return {"access_token": f"access-{id(request)}"}


def test_many_threads_make_one_request(requests_mock: Mocker) -> None:
    """Threads that need the first token at once share one request."""
    requests_mock.post(URL, json=slowly)
    auth, ready = server(), threading.Barrier(32)

    def work(_: int) -> str:
        ready.wait(5)
        return sign(auth)

    with ThreadPoolExecutor(32) as pool:
        assert len(set(pool.map(work, range(32)))) == 1
    assert requests_mock.call_count == 1


def test_many_refused_threads_make_one_request(requests_mock: Mocker) -> None:
    """Threads that get a 401 for the same token at once share one renewal."""
    requests_mock.post(URL, [answer(1), {"json": slowly}])
    auth, ready = server(), threading.Barrier(100)
    stale = auth.token.access_token

    def work(_: int) -> str:
        ready.wait(5)
        return auth.renew(stale).access_token

    with ThreadPoolExecutor(100) as pool:
        assert len({stale, *pool.map(work, range(100))}) == 2
    assert requests_mock.call_count == 2


def test_renew_only_if_stale(requests_mock: Mocker) -> None:
    """A late 401 for a token that has been replaced already costs no request."""
    requests_mock.post(URL, [answer(1), answer(2), answer(3)])
    auth = server()
    stale = auth.token.access_token
    auth.renew(stale)
    auth.renew(stale)

    assert sign(auth) == "Bearer access-2"
    assert requests_mock.call_count == 2


def test_first_failure_is_final(requests_mock: Mocker) -> None:
    """Once Zoom has refused, other threads get the error without asking again."""
    requests_mock.post(URL, status_code=400, json={"error": "invalid_client"})
    auth = server()
    first, second = refusal(auth), refusal(auth)

    assert str(first) == str(second)
    assert type(first) is type(second)
    assert requests_mock.call_count == 1


# --- what the answer says ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "scopes"),
    [
        ("user:read:admin  report:read:admin", {"user:read:admin", "report:read:admin"}),
        ("", set()),
        (None, set()),
    ],
)
def test_scopes(requests_mock: Mocker, scope: str | None, scopes: set[str]) -> None:
    """A token's scopes are those that Zoom names, if it names any."""
    requests_mock.post(URL, **answer(scope=scope))

    assert server().token.scopes == scopes


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("https://api-us.zoom.us", "https://api-us.zoom.us"),
        ("https://API.zoom.us/", "https://api.zoom.us"),
        ("https://api.zoomgov.com/v2", "https://api.zoomgov.com"),
        ("https://zoom.us:443", "https://zoom.us:443"),
        (None, None),
        ("", None),
        ("http://api.zoom.us", None),
        ("api.zoom.us", None),
        ("https://api.zoom.us.evil.example", None),
        ("https://evilzoom.us", None),
        ("https://api.zoom.us@evil.example/", None),
        ("https://user:pass@api.zoom.us", None),
        ("https://evil.example/?.zoom.us", None),
        ("https://evil.example#.zoom.us", None),
        ("https://evil.example\\.zoom.us", None),
        ("https://[zoom.us", None),
        ("https://api.zoom.us\n", None),
        (17, None),
    ],
)
def test_api_url(requests_mock: Mocker, said: object, used: str | None) -> None:
    """The API's host is taken from the answer only if it is Zoom's own, over TLS."""
    requests_mock.post(URL, **answer(api_url=said))

    assert server().token.api_url == used


def test_foreign_api_url_is_logged(requests_mock: Mocker, caplog: pytest.LogCaptureFixture) -> None:
    """A host that isn't Zoom's is named at debug level, without the rest of its URL."""
    requests_mock.post(URL, **answer(api_url="https://u:hush@evil.example/hush"))
    with caplog.at_level(logging.DEBUG, "tap_zoom"):
        _ = server().token

    assert "evil.example" in caplog.text
    assert "hush" not in caplog.text


def test_token_hides_itself() -> None:
    """A token that is printed doesn't show itself."""
    assert "access-1" not in repr(Token("access-1", 1.0))


def test_authenticator_hides_its_secrets(store: TokenStore) -> None:
    """An authenticator that is printed shows no credentials."""
    assert not [secret for secret in SECRETS if secret in repr(user(store))]


# --- rotation ---------------------------------------------------------------------------------


def test_stored_before_first_use(requests_mock: Mocker, path: Path, store: TokenStore) -> None:
    """The new refresh token is on disk when the first request carries the access token."""
    requests_mock.post(URL, **answer(refresh_token="next-refresh"))
    seen: list[str] = []

    def api(request: _RequestObjectProxy, _: object) -> str:
        seen.extend((request.headers["Authorization"], stored(path)))
        return ""

    requests_mock.get("https://api.zoom.us/v2/users", text=api)
    requests.get("https://api.zoom.us/v2/users", auth=user(store), timeout=1)

    assert seen == ["Bearer access-1", "next-refresh"]


def test_each_refresh_uses_the_latest(requests_mock: Mocker, path: Path, store: TokenStore) -> None:
    """A refresh spends the token that the last one brought."""
    requests_mock.post(URL, [answer(n, refresh_token=f"next-refresh-{n}") for n in (1, 2)])
    auth = user(store)
    auth.renew(auth.token.access_token)

    assert spent(requests_mock) == [SEED, "next-refresh-1"]
    assert stored(path) == "next-refresh-2"


def test_next_run_starts_from_the_stored_token(requests_mock: Mocker, path: Path) -> None:
    """Another authenticator with the same settings goes on where the first has stopped."""
    requests_mock.post(URL, [answer(n, refresh_token=f"next-refresh-{n}") for n in (1, 2)])
    for _ in range(2):
        _ = user(TokenStore.choose(str(path), [], SEED, CLIENT)).token

    assert spent(requests_mock)[-1] == "next-refresh-1"


def test_token_of_another_run_is_used(requests_mock: Mocker, path: Path, store: TokenStore) -> None:
    """What another process has stored since this run began is read again under the lock."""
    requests_mock.post(URL, [answer(1, refresh_token="next-refresh-1"), answer(2)])
    auth = user(store)
    stale = auth.token.access_token
    other = TokenStore.choose(str(path), [], SEED, CLIENT)
    assert other
    other.save("next-refresh-of-other")
    auth.renew(stale)

    assert spent(requests_mock)[-1] == "next-refresh-of-other"


def test_refresh_holds_the_lock(requests_mock: Mocker, path: Path, store: TokenStore) -> None:
    """No other process can refresh between the reading of the token and its replacement."""
    other = TokenStore.choose(str(path), [], SEED, CLIENT)
    assert other

    def busy(_: float) -> None:
        raise InterruptedError

    def ask(*_: object) -> dict[str, str]:
        with pytest.raises(InterruptedError), other.lock(busy):
            pytest.fail("the lock was free")
        return {"access_token": "access-1", "refresh_token": "next-refresh"}

    requests_mock.post(URL, json=ask)
    _ = user(store).token

    with other.lock(lambda _: pytest.fail("the lock was kept")):
        pass


@pytest.mark.parametrize("field", [{}, {"refresh_token": None}, {"refresh_token": ""}])
def test_answer_without_refresh_token(
    requests_mock: Mocker, store: TokenStore, field: dict[str, Any]
) -> None:
    """If Zoom gives no new refresh token, the old one stays in use."""
    requests_mock.post(URL, **answer(**field))
    auth = user(store)
    auth.renew(auth.token.access_token)

    assert spent(requests_mock)[-1] == SEED
    assert store.load() == SEED


def test_new_configured_token_wins(requests_mock: Mocker, path: Path, store: TokenStore) -> None:
    """After the user has authorized anew, the stored token is not used any more."""
    requests_mock.post(URL, [answer(1, refresh_token="next-refresh"), answer(2)])
    _ = user(store).token
    auth = make(Clock(), TokenStore.choose(str(path), [], "anew", CLIENT), refresh_token="anew")
    _ = auth.token

    assert spent(requests_mock)[-1] == "anew"


def test_nowhere_to_store(requests_mock: Mocker) -> None:
    """Without a place for the next refresh token, this one isn't spent."""
    error = refusal(user(None))

    assert isinstance(error, ConfigError)
    assert "token_file" in str(error)
    assert not requests_mock.called


def test_unwritable_store(requests_mock: Mocker, path: Path) -> None:
    """If the next refresh token could not be stored, this one isn't spent."""
    error = refusal(user(TokenStore.choose(str(path / "no" / "x"), [], SEED, CLIENT)))

    assert isinstance(error, ConfigError)
    assert not requests_mock.called


def test_failed_store_withholds_the_access_token(
    requests_mock: Mocker, store: TokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An access token whose refresh token could not be stored is not used."""
    requests_mock.post(URL, **answer(refresh_token="next-refresh"))

    def fail(_: str) -> None:
        raise ConfigError("no room")

    monkeypatch.setattr(store, "save", fail)
    auth = user(store)
    assert str(refusal(auth)) == "no room"
    assert str(refusal(auth)) == "no room"
    assert requests_mock.call_count == 1


# --- refusals ---------------------------------------------------------------------------------

CREDENTIALS = "check client_id and client_secret"
TYPE = "isn't of the type"
REUSED = "used by another run"
OFF = "deactivated"


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (400, {"error": "invalid_client", "reason": "Invalid client_id or secret"}, CREDENTIALS),
        (401, {"code": 4702, "message": "Client not found"}, CREDENTIALS),
        (400, {"code": "4704", "errorMessage": "no such app"}, CREDENTIALS),
        (400, {"error": "unsupported_grant_type", "reason": "unsupported grant type"}, TYPE),
        (400, {"code": 4705}, TYPE),
        (400, {"code": 4717, "message": "The app has been disabled"}, OFF),
        (401, {"errorCode": 1, "message": "4738"}, OFF),
        (400, {"error": "invalid_request", "reason": "Bad Request"}, "check account_id"),
        (401, {}, "check account_id"),
        (403, {}, "check auth_url"),
        (404, {"message": "not found"}, "check auth_url"),
        (200, {"error": "invalid_client"}, "invalid_client"),
    ],
)
def test_server_refusal(
    requests_mock: Mocker, status: int, body: dict[str, Any], advice: str
) -> None:
    """A refused Server-to-Server app is told at once what to check."""
    requests_mock.post(URL, status_code=status, json=body)
    error = refusal(server())

    assert isinstance(error, AuthError)
    assert advice in str(error)
    assert f"HTTP {status}" in str(error)
    assert requests_mock.call_count == 1


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (400, {"error": "invalid_grant", "reason": "Invalid Token!"}, REUSED),
        (400, {"error": "invalid_grant"}, REUSED),
        (401, {"error": "invalid_request", "reason": "Invalid Token!"}, REUSED),
        (400, {"code": 4711}, REUSED),
        (400, {"code": 4735}, REUSED),
        (400, {"code": 4737}, REUSED),
        (400, {"code": 4740}, REUSED),
        (400, {"code": 4741, "message": "revoked"}, REUSED),
        (400, {"error": "invalid_client"}, CREDENTIALS),
        (400, {"error": "unsupported_grant_type"}, TYPE),
        (400, {"code": 4738}, OFF),
    ],
)
def test_refresh_refusal(
    requests_mock: Mocker, store: TokenStore, status: int, body: dict[str, Any], advice: str
) -> None:
    """A refused refresh token is told at once what has become of it."""
    requests_mock.post(URL, status_code=status, json=body)
    error = refusal(user(store))

    assert isinstance(error, AuthError)
    assert advice in str(error)
    assert requests_mock.call_count == 1


def test_used_token_says_where_a_new_one_goes(requests_mock: Mocker, tmp_path: Path) -> None:
    """A spent refresh token is to be replaced where it came from."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"refresh_token": SEED}))
    requests_mock.post(URL, **USED)
    error = refusal(user(TokenStore.choose(None, [config], SEED, CLIENT)))

    assert str(error).endswith(f"put the new refresh token into refresh_token in {config}.")


def test_no_secret_from_the_answer(requests_mock: Mocker, store: TokenStore) -> None:
    """What Zoom says is shown without secrets and control characters, and not at length."""
    store.save("next-refresh")
    said = f"{SECRET} s3cret%2Fkey {CLIENT}\r\n\x1b[31m{SEED}\u202e s3cr\x00et/key next-refresh "
    requests_mock.post(URL, status_code=400, json={"reason": said + "long " * 999})
    text = str(refusal(user(store)))

    assert "s3cret" not in text
    assert text.isprintable()
    assert "*** *** *** [31m*** *** *** long" in text
    assert len(text) < 600


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(requests_mock: Mocker, status: int) -> None:
    """Credentials go to no other address than the one that is set."""
    requests_mock.post(URL, status_code=status, headers={"Location": "https://evil.example/"})
    requests_mock.register_uri("POST", "https://evil.example/", **answer())
    requests_mock.register_uri("GET", "https://evil.example/", **answer())
    error = refusal(server())

    assert isinstance(error, AuthError)
    assert requests_mock.call_count == 1


def test_token_for_no_header(requests_mock: Mocker) -> None:
    """An access token that can't stand in a header is no token, and isn't quoted."""
    requests_mock.post(URL, json={"access_token": "access-\r\nX: y"})

    assert isinstance(refusal(server()), TransportError)


# --- what may pass ----------------------------------------------------------------------------

PASSING: list[dict[str, Any]] = [
    {"status_code": 429},
    {"status_code": 500, "text": "oops"},
    {"status_code": 503, "json": {"error": "invalid_client"}},
    {"status_code": 408},
    {"text": "<html>sign in</html>"},
    {"text": '{"access_token": "access-'},
    {"text": "[]"},
    {"json": {}},
    {"content": b"\xff"},
    {"exc": requests.ConnectionError("reset")},
    {"exc": requests.ConnectTimeout},
    {"exc": requests.ReadTimeout},
    {"exc": requests.exceptions.ChunkedEncodingError},
    {"exc": requests.exceptions.ProxyError("tunnel failed")},
]


@pytest.mark.parametrize("fault", PASSING, ids=str)
def test_passing_faults_are_tried_again(requests_mock: Mocker, fault: dict[str, Any]) -> None:
    """What may pass is tried again, after a wait that grows at random."""
    clock = Clock()
    requests_mock.post(URL, [fault] * 4 + [answer()])
    assert sign(server(clock)) == "Bearer access-1"

    assert len(clock.slept) == 4
    assert all(0 <= wait <= most for wait, most in zip(clock.slept, (1, 2, 4, 8), strict=True))


@pytest.mark.parametrize("fault", PASSING, ids=str)
def test_tries_end(requests_mock: Mocker, fault: dict[str, Any]) -> None:
    """What doesn't pass is told after five tries, by the name of the host."""
    requests_mock.post(URL, [fault])
    error = refusal(server())

    assert isinstance(error, TransportError)
    assert "zoom.us" in str(error)
    assert requests_mock.call_count == TRIES == 5


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [("7", 7, 7), ("3600", 60, 60), ("0", 0, 1), ("tomorrow", 0, 1), ("-1", 0, 1), ("inf", 60, 60)],
)
def test_retry_after(requests_mock: Mocker, header: str, least: float, most: float) -> None:
    """Zoom's Retry-After is kept to, up to a minute."""
    clock = Clock()
    refused = {"status_code": 429, "headers": {"Retry-After": header}}
    requests_mock.post(URL, [refused, answer()])
    _ = server(clock).token

    assert least <= clock.slept[0] <= most


def caused_by(reason: str) -> requests.ConnectionError:
    """Make the error that requests raises when no connection comes about."""
    pool = connectionpool.HTTPSConnectionPool("zoom.us")
    cause = NewConnectionError(pool, reason)  # type: ignore[arg-type]
    return requests.ConnectionError(MaxRetryError(pool, "/oauth/token", cause))


@pytest.mark.parametrize(
    ("error", "hint", "tries"),
    [
        (caused_by("getaddrinfo failed"), "resolved", TRIES),
        (caused_by("[Errno 111] Connection refused"), "refused", TRIES),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"), "REQUESTS_CA_BUNDLE", 1),
        (requests.exceptions.SSLError("EOF"), "clock", TRIES),
        (requests.exceptions.ProxyError("407"), "HTTPS_PROXY", TRIES),
        (OSError("no such CA bundle"), "REQUESTS_CA_BUNDLE", 1),
    ],
)
def test_unreachable(requests_mock: Mocker, error: Exception, hint: str, tries: int) -> None:
    """A connection that doesn't come about is told with the host and what to check."""
    requests_mock.post(URL, exc=error)
    told = refusal(server())

    assert isinstance(told, TransportError)
    assert hint in str(told)
    assert "zoom.us" in str(told)
    assert requests_mock.call_count == tries


@pytest.mark.parametrize("url", ["zoom.us/oauth/token", "https://[zoom.us", "https://", "ftp://x"])
def test_unusable_auth_url(url: str) -> None:
    """A token URL that is none is an error of the settings, without tries."""
    clock = Clock()
    error = refusal(make(clock, None, account_id=ACCOUNT, auth_url=url))

    assert isinstance(error, ConfigError)
    assert "auth_url" in str(error)
    assert not clock.slept


MAYBE = "may have spent"


@pytest.mark.parametrize(
    ("fault", "spent"),
    [
        ({"exc": requests.ReadTimeout}, True),
        ({"exc": requests.ConnectionError("Connection aborted.")}, True),
        ({"text": '{"access_tok'}, True),
        ({"status_code": 502}, True),
        ({"exc": requests.ConnectTimeout}, False),
        ({"exc": caused_by("[Errno 111] Connection refused")}, False),
        ({"status_code": 429}, False),
    ],
    ids=str,
)
def test_lost_answer_is_told(
    requests_mock: Mocker,
    store: TokenStore,
    fault: dict[str, Any],
    *,
    spent: bool,
) -> None:
    """If a lost answer may have spent the refresh token, the refusal that follows says so."""
    requests_mock.post(URL, [fault, USED])
    text = str(refusal(user(store)))

    assert REUSED in text
    assert (MAYBE in text) is spent


def test_lost_answer_costs_a_server_app_nothing(requests_mock: Mocker) -> None:
    """A Server-to-Server app has no token that could be spent."""
    requests_mock.post(URL, exc=requests.ReadTimeout)

    assert MAYBE not in str(refusal(server()))


# --- logs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("grant", [server, user])
def test_logs_hold_no_secret(
    requests_mock: Mocker,
    store: TokenStore,
    caplog: pytest.LogCaptureFixture,
    grant: Callable[..., ZoomAuthenticator],
) -> None:
    """Not even at debug level does a log hold credentials or tokens."""
    requests_mock.post(
        URL,
        [
            {"status_code": 503, "text": SECRET},
            {"exc": requests.ConnectionError(SECRET)},
            answer(refresh_token="next-refresh", scope="a", api_url="https://evil.example"),
        ],
    )
    with caplog.at_level(logging.DEBUG):
        sign(grant(store=store))

    assert len(caplog.records) >= 3
    assert not [secret for secret in SECRETS if secret in caplog.text]
