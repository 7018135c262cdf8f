"""A naive but correct client, which sends one request at a time."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from typing import Self

    from sandbox import Zoom

Row = dict[str, Any]

NOW = "2026-11-20T12:00:00Z"


class Client:
    """Sends requests with its own access token."""

    def __init__(self, zoom: Zoom) -> None:
        self.zoom = zoom
        self.session = requests.Session()
        self.session.trust_env = False  # no looking for proxies, a third of a request's cost
        self.login()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def token(self, grant: str = "account_credentials", **form: str) -> requests.Response:
        config = self.zoom.config(grant)
        data = {
            "grant_type": grant,
            **{k: v for k, v in config.items() if k in ("account_id", "refresh_token")},
            **form,
        }
        auth = (config["client_id"], config["client_secret"])
        return requests.post(config["auth_url"], auth=auth, data=data, timeout=10)

    def login(self) -> None:
        access = self.token().json()["access_token"]
        self.session.headers["Authorization"] = f"Bearer {access}"

    def get(self, path: str, **query: str | int) -> requests.Response:
        return self.session.get(f"{self.zoom.api_url}{path}", params=query, timeout=10)

    def json(self, path: str, **query: str | int) -> Row:
        body: Row = self.get(path, **query).json()
        return body

    def rows(self, path: str, key: str, **query: str | int) -> list[Row]:
        """Return the rows of all pages, or none if the response is an error."""
        rows: list[Row] = []
        token = None
        while True:
            page = self.json(path, **query, **({"next_page_token": token} if token else {}))
            rows += page.get(key, [])
            following = page.get("next_page_token")
            if not following or following == token:
                return rows
            token = following


def outcome(client: Client, path: str, **query: str | int) -> tuple[int, int | None]:
    """Return the status of a response and the code in its body."""
    response = client.get(path, **query)
    return response.status_code, response.json().get("code")


def canonical(rows: list[Row]) -> Counter[str]:
    """Count rows regardless of their order."""
    return Counter(json.dumps(row, sort_keys=True) for row in rows)
