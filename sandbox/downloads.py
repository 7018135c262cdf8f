"""Downloads of recording files, which aren't part of the API.

A listed download_url requires the token, and redirects to another host that must not see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import chat_files, errors, phone_transcripts, recordings, transcripts
from sandbox.endpoint import accepting
from sandbox.errors import ApiError
from sandbox.response import HTML, Response, download_host, encode

if TYPE_CHECKING:
    from sandbox.log import Request
    from sandbox.recordings import File, Recording
    from sandbox.zoom import Zoom

ROOT = "/rec/"
DOWNLOAD, FILE = "/rec/download/{token}", "/rec/file/{ticket}"
PHONE_FILE = "/rec/phone/{ticket}"
SCOPES = accepting("recording:read:admin", "cloud_recording:read:list_recording_files:admin")

CHUNK = b"WEBVTT\n\n" + b"NOTE this goes on and on\n\n" * 40_000
CHUNKS = 64
"""How often the chunk is sent for a file too large to download: some 64 MiB in all."""

PASSCODE_PAGE = (
    b"<!DOCTYPE html><html><head><title>Zoom</title></head>"
    b"<body><form>Enter the passcode to watch: <input name='passcode'></form></body></html>"
)


def respond(zoom: Zoom, request: Request, authorization: str) -> Response:
    """Respond to a request for a file."""
    templates = {"download": DOWNLOAD, "phone": PHONE_FILE}
    request.template = templates.get(request.path.split("/")[2], FILE)
    strike = zoom.faults.strike(request, authorization)
    if strike.dead_token:
        zoom.oauth.invalidate(authorization)
    found = strike.replacement()
    if found is None:
        try:
            found = _RESPOND[request.template](zoom, request, authorization)
        except ApiError as error:
            request.malformed, request.code = error.malformed, error.code
            found = Response(error.status, encode(error.body()))
    return strike.delivered(found, {})


def _find(zoom: Zoom, request: Request, purpose: str) -> tuple[Recording, File]:
    now = zoom.clock.now()
    token = request.path.rpartition("/")[2]
    found = recordings.find_by_token(zoom.account, token, purpose, now)
    if found is None or found[1].done > now or found[1].kind not in recordings.DOWNLOADABLE:
        raise ApiError(404, 3301, "There is no recording for this meeting.")
    if found[1].kind == "TRANSCRIPT" and found[0].fate == "gone":
        raise ApiError(404, 3301, "There is no recording for this meeting.")
    return found


def _redirect(zoom: Zoom, request: Request, authorization: str) -> Response:
    if "access_token=" in request.query:
        raise errors.token_in_query()
    try:
        zoom.oauth.check(authorization, SCOPES, ("",), zoom.clock.now().timestamp())
    except ApiError as error:
        raise ApiError(401, 124, error.message) from None
    recording, file = _find(zoom, request, "download")
    if file.kind == "TRANSCRIPT" and recording.fate == "page":
        return Response(200, PASSCODE_PAGE, content_type=HTML)
    if file.kind == "TRANSCRIPT" and recording.fate == "refused":
        raise ApiError(403, None, "Downloading this recording is disabled.")
    again = "again" if recording.fate == "voices" else ""
    return _to(download_host(zoom.base_url), zoom, recording, file, again)


def _to(host: str, zoom: Zoom, recording: Recording, file: File, query: str = "") -> Response:
    ticket = recordings.token(zoom.account, recording, file, "ticket")
    where = f"{host}/rec/file/{ticket}" + (f"?{query}" if query else "")
    return Response(302, b"", {"Location": where}, HTML)


def _send(zoom: Zoom, request: Request, authorization: str) -> Response:
    _require_no_token(authorization)
    recording, file = _find(zoom, request, "ticket")
    if request.query == "again":
        return _to("", zoom, recording, file)
    if file.kind == "TRANSCRIPT" and recording.fate in ("large", "endless"):
        sized = recording.fate == "large"
        return Response(200, CHUNK, content_type=transcripts.VTT, repeat=CHUNKS, send_length=sized)
    if file.kind == "CHAT":
        text = chat_files.content(zoom.account, recording, file)
        return Response(200, text, content_type="text/plain")
    body = transcripts.vtt(zoom.account, recording, file)
    return Response(200, body, content_type=transcripts.kind(recording, file))


def _send_phone(zoom: Zoom, request: Request, authorization: str) -> Response:
    _require_no_token(authorization)
    leg = phone_transcripts.find(zoom.account, request.path.split("/")[3], zoom.clock.now())
    if leg is None or "sign=" not in request.query:
        raise ApiError(404, None, "No such file.")
    body = encode(phone_transcripts.transcript(zoom.account, leg))
    return Response(200, body, content_type="application/octet-stream")


def _require_no_token(authorization: str) -> None:
    if authorization:
        message = "Only one auth mechanism allowed."
        raise ApiError(400, None, message, malformed=True)


_RESPOND = {DOWNLOAD: _redirect, FILE: _send, PHONE_FILE: _send_phone}
