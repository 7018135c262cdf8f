"""A transcript that can't be downloaded is skipped and counted; the others are extracted."""

from __future__ import annotations

import copy
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import recordings
from sandbox.recordings import TEXTS
from tap_zoom.exceptions import IncompleteSync
from tests.e2e.closing import table
from tests.e2e.expected import assert_complete, requests
from tests.e2e.harness import quick_retries
from tests.e2e.selections import family, read, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with quick_retries():
        yield


STREAMS = sorted(family("recordings"))
TEXTS_READ = family("recording_transcripts", "meeting_chat_messages")
LONG_AGO = "2025-03-01T00:00:00Z"

#: How a transcript that can't be downloaded is counted, by what the sandbox does with it.
REASONS = {
    "page": "a web page, not the file",
    "large": "file too large",
    "endless": "file too large",
    "gone": "file not found",
    "refused": "download refused",
}


def _fates(zoom: Zoom) -> Counter[str]:
    """Count the transcripts that can't be downloaded by their fate."""
    found: Counter[str] = Counter()
    for host in range(zoom.account.size):
        if not zoom.account.user(host).gone:
            for recording in recordings.of_host(zoom.account, host, zoom.clock.now()):
                ready = [file for file in recording.files if file.done <= zoom.clock.now()]
                found[recording.fate] += sum(file.kind == "TRANSCRIPT" for file in ready)
    return Counter({fate: number for fate, number in found.items() if fate in REASONS and number})


def test_each_transcript_that_cannot_be_downloaded_is_counted_with_its_reason() -> None:
    with small(seed=1) as zoom:
        output = read(zoom, STREAMS, start_date=LONG_AGO)

        fates = _fates(zoom)
        assert set(fates) == set(REASONS)
        expected: Counter[str] = Counter()
        for fate, number in fates.items():
            expected[REASONS[fate]] += number
        assert output.error is None
        counts = table(output.log)["recording_transcripts"].counts
        assert counts.pop("file not finished") > 0
        assert counts == expected
        assert_complete(output, truth(zoom, STREAMS, LONG_AGO))


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example/rec/download/x",
        "https://zoom.us.files.example/rec/download/x",
        "http://us02web.zoom.us/rec/download/x",
        "https://zoom.us@files.example/x",
        "file:///etc/passwd",
        "no address",
    ],
)
def test_an_address_of_a_foreign_host_is_not_requested(url: str) -> None:
    with small() as zoom:
        rows = truth(zoom, STREAMS)
        recording = next(
            row
            for row in copy.deepcopy(rows["recordings"])
            if sum(row["uuid"] == text["meeting_uuid"] for text in rows["recording_transcripts"])
            > 1
        )
        files = [f for f in recording["recording_files"] if f["file_type"] in TEXTS]
        files[0]["download_url"] = url
        body = {"meetings": [recording], "total_records": 1}
        zoom.faults.add("^/users/{userId}/recordings$", status=200, body=body)
        output = read(zoom, STREAMS)

        assert output.error is None
        counts = table(output.log)["recording_transcripts"].counts
        assert counts == {"download URL of a foreign host": 1}
        assert len(output.records["recording_transcripts"]) == len(files) - 1
        assert len(output.records["recordings"]) == 1


def _untold(zoom: Zoom) -> None:
    """Let token responses not list their scopes."""
    grant = zoom.oauth.grant

    def tell_nothing(*args: Any) -> dict[str, Any]:
        return {**grant(*args), "scope": ""}

    zoom.oauth.grant = tell_nothing  # type: ignore[method-assign,assignment]


@pytest.mark.parametrize("told", [True, False], ids=["told", "found out"])
@pytest.mark.parametrize("streams", [STREAMS, ["recording_transcript_cues"]], ids=["all", "cues"])
def test_an_app_that_may_not_download_lacks_only_the_transcripts(
    streams: list[str], *, told: bool
) -> None:
    with small(without_scopes="cloud_recording:read:list_recording_files:admin") as zoom:
        if not told:
            _untold(zoom)
        output = read(zoom, streams, max_concurrency=4)

        assert isinstance(output.error, IncompleteSync)
        reason = "scope missing" if told else "app may not download files"
        for stream in TEXTS_READ & set(streams):
            line = table(output.log)[stream]
            assert line.left_out.startswith("not read: ")
            assert reason in line.left_out
            assert stream in str(output.error)
        assert_complete(output, truth(zoom, set(streams) - TEXTS_READ))
        # Not one for each file; but each stream may have four under way.
        assert requests(zoom)["/oauth/token"] <= (1 if told else 9)
