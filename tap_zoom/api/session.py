"""The HTTP session of a run, for all threads.

Most of what requests does for a request is the same for all requests of a run, and takes longer
than the rest of a run: a session does it once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests.auth import AuthBase

_MAX_CONNECTIONS = 256


class Session(requests.Session):
    """A session that looks for proxies and certificates in the environment once per host."""

    def __init__(self) -> None:
        super().__init__()
        self._environment: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(pool_maxsize=_MAX_CONNECTIONS))

    @override
    def merge_environment_settings(
        self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        if proxies:
            return super().merge_environment_settings(url, proxies, stream, verify, cert)
        parts = urlsplit(url)
        key = (parts.scheme, parts.netloc, stream, verify, cert)
        if key not in self._environment:
            self._environment[key] = super().merge_environment_settings(
                url, {}, stream, verify, cert
            )
        return {**self._environment[key]}


def get(
    session: requests.Session,
    url: str,
    *,
    params: Mapping[str, str],
    headers: Mapping[str, str],
    auth: AuthBase,
    timeout: tuple[float, float],
) -> requests.Response:
    """Send what ``session.get`` would send, for less: streamed, and without following redirects.

    Raises:
        OSError: As ``session.get`` would: the base of all exceptions of requests.
    """
    request = requests.PreparedRequest()
    request.prepare_method("GET")
    request.prepare_url(f"{url}?{urlencode(params)}" if params else url, None)
    request.prepare_headers({**session.headers, **headers})
    request.prepare_cookies(session.cookies)
    auth(request)
    settings = session.merge_environment_settings(str(request.url), {}, True, None, None)  # noqa: FBT003
    return session.send(request, timeout=timeout, allow_redirects=False, **settings)
