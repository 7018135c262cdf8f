"""Why a request got no answer, in words that a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.response import Answer
from tap_zoom.exceptions import TransportError


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer.

    Attributes:
        text: One line, without anything of the request but its host.
        lasting: Whether asking again is of no use.
    """

    text: str
    lasting: bool = False

    def __str__(self) -> str:
        """Read as the line."""
        return self.text


def no_answer(error: OSError, url: str) -> Answer:
    """Make an answer of a fault that can pass.

    Args:
        error: What requests raised.
        url: Where the request went.

    Raises:
        TransportError: It can't pass.
    """
    fault = explain(error, url)
    if fault.lasting:
        raise TransportError(str(fault)) from None
    return Answer(Outcome.RETRY, "no answer", str(fault))


def explain(error: OSError, url: str) -> Fault:  # noqa: PLR0911 - one for each fault
    """Say what a transport error means.

    Args:
        error: What requests raised; its exceptions are OSErrors. Their own text can hold headers
            and URLs, so none is repeated.
        url: Where the request went.

    Returns:
        The fault, naming the host and what to check.
    """
    host = urlsplit(url).netloc.rpartition("@")[2]
    text = str(error)
    if isinstance(error, requests.exceptions.InvalidProxyURL):
        where = f"the proxy on the way to {host}"
        return Fault(f"{where} has no valid address: check HTTPS_PROXY", lasting=True)
    if isinstance(error, requests.exceptions.ProxyError):
        return Fault(f"the proxy on the way to {host} failed: check HTTPS_PROXY and NO_PROXY")
    if isinstance(error, requests.exceptions.SSLError):
        return Fault(
            f"no secure connection to {host}: check this machine's clock and, behind a company "
            "proxy, set REQUESTS_CA_BUNDLE to its certificates",
            lasting="CERTIFICATE_VERIFY_FAILED" in text,
        )
    if isinstance(error, requests.exceptions.Timeout):
        return Fault(f"{host} did not answer in time")
    if isinstance(error, requests.exceptions.ConnectionError):
        if "NameResolution" in text or "getaddrinfo" in text:
            return Fault(f"the name {host} could not be resolved: check DNS and the network")
        if "refused" in text:
            return Fault(f"{host} refused the connection: check the address and the network")
        return Fault(f"the connection to {host} broke")
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        return Fault(f"{host or 'the address'} is no valid address", lasting=True)
    if not isinstance(error, requests.RequestException):  # a CA bundle that isn't there
        return Fault(f"{host} can't be asked: {error.strerror or text}", lasting=True)
    return Fault(f"the answer of {host} was cut off")
