"""Access tokens: both grants, rotation of refresh tokens, revocation."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox import errors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.seeded_random import SeededRandom


class OAuthError(Exception):
    """An error response of the token endpoint, whose body differs from the API's."""

    def __init__(self, status: int, error: str, reason: str | None) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error} if reason is None else {"reason": reason, "error": error}


@dataclass(slots=True)
class AccessToken:
    """An access token that the server has issued."""

    expires: float
    scopes: frozenset[str]
    active: bool = True


class OAuth:
    """The account's apps and the tokens issued to them."""

    def __init__(
        self, account: Account, rng: SeededRandom, scopes: set[str], lifetime: float
    ) -> None:
        self.account = account
        self.scopes = scopes
        self.lifetime = lifetime
        self.api_url: str | None = None
        self.refresh_token = ""
        self.issued = 0
        self._rng = rng
        self._tokens: dict[str, AccessToken] = {}
        self._rotate()

    def _rotate(self) -> str:
        self.refresh_token = f"SECRET-refresh-{self._rng.hex(32)}"
        return self.refresh_token

    def _client(self, header: str) -> str:
        """Return the client id of the app that the header authenticates."""
        kind, _, text = header.partition(" ")
        try:
            client, _, secret = b64decode(text, validate=True).decode().partition(":")
        except ValueError:
            client = secret = ""
        secrets = {
            self.account.client_id: self.account.client_secret,
            self.account.user_client_id: self.account.user_client_secret,
        }
        if kind.lower() != "basic" or secret != secrets.get(client, ""):
            raise OAuthError(400, "invalid_client", "Invalid client_id or client_secret")
        return client

    def grant(self, header: str, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """Respond to a request for a token."""
        client = self._client(header)
        if not client:
            raise OAuthError(400, "invalid_client", "Invalid client_id or client_secret")
        grant = form.get("grant_type", "")
        rotated: dict[str, str] = {}
        if grant == "account_credentials" and client == self.account.client_id:
            if form.get("account_id") != self.account.account_id:
                raise OAuthError(400, "invalid_request", "Bad Request")
        elif grant == "refresh_token" and client == self.account.user_client_id:
            if form.get("refresh_token") != self.refresh_token:
                raise OAuthError(400, "invalid_grant", "Invalid Token!")
            rotated["refresh_token"] = self._rotate()
        else:
            raise OAuthError(400, "unsupported_grant_type", "unsupported grant type")
        body = {
            "access_token": self._issue(now),
            "token_type": "bearer",
            **rotated,
            "expires_in": int(self.lifetime),
            "scope": " ".join(sorted(self.scopes)),
        }
        if self.api_url is not None:
            body["api_url"] = self.api_url
        return body

    def _issue(self, now: datetime) -> str:
        token = f"SECRET-access-{self._rng.hex(48)}"
        self.issued += 1
        self._tokens[token] = AccessToken(now.timestamp() + self.lifetime, frozenset(self.scopes))
        return token

    def check(
        self, header: str, accepted: frozenset[str], listed: tuple[str, ...], now: float
    ) -> None:
        """Raise an error if the token is invalid or lacks the scope."""
        kind, _, text = header.partition(" ")
        token = self._tokens.get(text)
        if kind.lower() != "bearer" or token is None or not token.active:
            raise errors.token_invalid()
        if token.expires <= now:
            raise errors.token_expired()
        if not accepted & token.scopes:
            raise errors.missing_scope(listed)

    def invalidate(self, header: str) -> None:
        """Invalidate the token in an Authorization header."""
        token = self._tokens.get(header.partition(" ")[2])
        if token:
            token.active = False

    def revoke(self, header: str, form: Mapping[str, str], _now: datetime) -> dict[str, Any]:
        """Respond to a request to revoke a token."""
        if not self._client(header):
            raise OAuthError(400, "invalid_client", "Invalid client_id or client_secret")
        self.invalidate(f"Bearer {form.get('token', '')}")
        return {"status": "success"}

    def revoke_all(self) -> None:
        """Invalidate all access tokens."""
        for token in self._tokens.values():
            token.active = False
