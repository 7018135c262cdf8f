"""Network errors, described so that a person can act on them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.response import MAX_TRIES, ApiResponse
from tap_zoom.exceptions import TransportError


@dataclass(frozen=True, slots=True)
class NetworkError:
    """Why a request has no response.

    Attributes:
        text: One line that repeats nothing of the request but its host.
        permanent: Whether retrying is pointless.
    """

    text: str
    permanent: bool = False

    def __str__(self) -> str:
        """Return the line."""
        return self.text


def response_for(error: OSError, url: str, *, is_api: bool = True) -> ApiResponse:
    """Turn a network error that doesn't end the run into a response.

    Args:
        error: The exception that requests raised.
        url: Where the request was sent.
        is_api: Whether that is the API, which everything else depends on, rather than a host of
            files.

    Raises:
        TransportError: The API can't be reached, and retrying is pointless.
    """
    network_error = describe(error, url)
    if not network_error.permanent:
        return ApiResponse(Outcome.RETRY, "no response", network_error.text, max_tries=MAX_TRIES)
    if is_api:
        raise TransportError(network_error.text) from None
    return ApiResponse(Outcome.FAILED, "no connection", network_error.text)


def describe(error: OSError, url: str) -> NetworkError:  # noqa: PLR0911 - one for each error
    """Describe a network error.

    Args:
        error: The exception that requests raised; all of its exceptions are OSErrors. Their own
            text can hold headers and URLs, so it is not repeated.
        url: Where the request was sent.

    Returns:
        The error, with the host and what to check.
    """
    host = urlsplit(url).netloc.rpartition("@")[2]
    text = str(error)
    if isinstance(error, requests.exceptions.InvalidProxyURL):
        problem = f"the proxy for {host} has an invalid address: check HTTPS_PROXY"
        return NetworkError(problem, permanent=True)
    if isinstance(error, requests.exceptions.ProxyError):
        return NetworkError(f"the proxy for {host} failed: check HTTPS_PROXY and NO_PROXY")
    if isinstance(error, requests.exceptions.SSLError):
        return NetworkError(
            f"no secure connection to {host}: check this machine's clock and, behind a company "
            "proxy, set REQUESTS_CA_BUNDLE to its certificates",
            permanent="CERTIFICATE_VERIFY_FAILED" in text,
        )
    if isinstance(error, requests.exceptions.Timeout):
        return NetworkError(f"{host} did not respond in time")
    if isinstance(error, requests.exceptions.ConnectionError):
        if "NameResolution" in text or "getaddrinfo" in text:
            return NetworkError(f"the name {host} could not be resolved: check DNS and the network")
        if "refused" in text:
            problem = f"{host} refused the connection: check the address and the network"
            return NetworkError(problem)
        return NetworkError(f"the connection to {host} broke")
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        return NetworkError(f"{host or 'the URL'} is not a valid address", permanent=True)
    if not isinstance(error, requests.RequestException):  # a missing CA bundle
        problem = f"{host} can't be reached: {error.strerror or text}"
        return NetworkError(problem, permanent=True)
    return NetworkError(f"the response of {host} was cut off")
