"""One sync, from the first check to the exit code."""

from __future__ import annotations

import contextlib
import logging
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

import click
from singer_sdk.singerlib import StateMessage

from tap_zoom.base.availability import report_doubts
from tap_zoom.base.checkup import Checkup
from tap_zoom.base.retry import Retries
from tap_zoom.base.scope_check import mark_missing_scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.exceptions import IncompleteSync, LimitError, TargetClosedError
from tap_zoom.singer.writer import Writer, discard_stdout
from tap_zoom.state.bookmark import check_bookmark
from tap_zoom.state.failed_items import FailedItems
from tap_zoom.streams.users import Users

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from singer_sdk import Tap

    from tap_zoom.run.context import Run

logger = logging.getLogger("tap-zoom")


class Sync:
    """Reads all selected streams, and reports what was read and what wasn't.

    Args:
        tap: The tap.
        run: What its streams share.
    """

    def __init__(self, tap: Tap, run: Run) -> None:
        """Prepare the sync; nothing is sent yet."""
        self._tap = tap
        self._run = run
        streams = tap.streams.values()
        self._streams = [stream for stream in streams if isinstance(stream, ZoomStream)]
        # Requests that serve several streams.
        internal = (stream.name for stream in self._streams if not stream.in_catalog)
        run.summary.titles = {name: f"({name.replace('_', ' ')})" for name in internal}

    def execute(self) -> None:
        """Read all selected streams.

        Raises:
            TapZoomError: The run could not finish.
            IncompleteSync: It finished, but something selected could not be read.
        """
        self._warn_of_selection()
        self._check_state()
        self._run.correct_clock()
        self._run.failed_items = self._failed_items()
        self._check_scopes()
        retries = Retries(self._run, {stream.name: stream for stream in self._streams})
        finished = False
        try:
            if self._run.settings.max_concurrency != 1:
                self._run.prefetch(retries.planned_requests((-2,)))
                self._prefetch()
            with self._run.progress().shown():
                for stream in self._streams:  # parents before their children
                    if stream.selected:
                        stream.write_schema()
                retries.read()
                self._tap.sync_all()
            retries.give_up()
            finished = True
        except BrokenPipeError:
            discard_stdout()
            msg = "The target closed the pipe before the run finished: see the target's log."
            raise TargetClosedError(msg) from None
        finally:
            self._run.stopping.set()
            self._finish(finished=finished)
        self._raise_if_incomplete()

    def check_up(self) -> None:
        """Say what the app can read and how long that takes, without reading everything.

        Raises:
            TapZoomError: A run could not finish.
            IncompleteSync: It would finish, but without something that is selected.
        """
        self._warn_of_selection()
        self._run.correct_clock()
        for line in Checkup(self._streams, self._run).lines():
            click.echo(line, err=True)
        summary = self._run.summary
        self._raise_if_unavailable()
        if summary.failed:
            names = ", ".join(map(summary.title, summary.failed))
            msg = f"Zoom failed to answer for {names}: run --test again later."
            raise IncompleteSync(msg)
        if not summary.unavailable:
            click.echo("Everything that was tried can be read.", err=True)

    def _warn_of_selection(self) -> None:
        if not any(stream.is_read for stream in self._streams):
            logger.warning("No stream is selected: select some in the catalog.")
        refused = sum(s.refused_properties for s in self._streams if s.selected)
        if refused:
            logger.info(
                "%d selected fields hold credentials and are left out (include_secrets).", refused
            )

    def _check_state(self) -> None:
        """Read the state, so that an invalid one ends the run before the first request."""
        self._failed_items()
        for stream in self._streams:
            if stream.selected and stream.replication_key:
                check_bookmark(stream.name, stream.stream_state, stream.replication_key)

    def _failed_items(self) -> FailedItems:
        state = cast("dict[str, Any]", self._tap.state)
        return FailedItems(state, self._run.started.date())

    def _check_scopes(self) -> None:
        for line in mark_missing_scopes(self._streams, self._run.auth.token.scopes):
            logger.warning(line)

    def _prefetch(self) -> None:
        """Prefetch the trees of streams side by side."""
        waits_for_hosts = False
        for index, root in enumerate(self._roots):
            if isinstance(root, WindowedStream) and root.per_host:
                waits_for_hosts = True
                self._run.hosts.on_announced(partial(self._prefetch_tree, root, index))
        for index, root in enumerate(self._roots):
            if not (isinstance(root, WindowedStream) and root.per_host):
                self._prefetch_tree(root, index, ())
        users = self._tap.streams[Users.name]
        is_needed = waits_for_hosts and users not in self._roots
        if is_needed and isinstance(users, Users) and users.path not in users.unavailable_endpoints:
            self._prefetch_tree(users, -1, ())

    def _prefetch_tree(self, root: ZoomStream, index: int, hosts: Sequence[str]) -> None:
        self._run.prefetch(root.planned_requests({"hosts": hosts}, (index,)))

    @cached_property
    def _roots(self) -> list[ZoomStream]:
        """The roots of the trees to read, in the order of need."""
        return [
            stream
            for stream in self._streams
            if stream.parent_stream_type is None
            and stream.is_read
            and stream.path not in stream.unavailable_endpoints
        ]

    def _finish(self, *, finished: bool) -> None:
        """Write the last STATE and log the summary, however the run ended."""
        writer = self._tap.message_writer
        if isinstance(writer, Writer) and writer.mid_write:
            discard_stdout()
        elif not finished:
            with contextlib.suppress(BrokenPipeError):
                for root in self._roots:
                    if isinstance(root, WindowedStream):
                        root.bookmarks.save_positions()
                # The SDK's state writer would omit STATE that hasn't changed; readers of an
                # interrupted run expect it at the end.
                self._tap.write_message(StateMessage(value=dict(self._tap.state)))
        for stream in self._streams:
            report_doubts(stream)
        self._run.summary.log_table()

    def _raise_if_incomplete(self) -> None:
        summary, config = self._run.summary, self._tap.config
        if summary.limit:
            raise LimitError(summary.limit)
        self._raise_if_unavailable()
        if summary.failed:
            self._report_failures(summary.failed)
        if summary.mismatches and config["strict_counts"]:
            names = ", ".join(sorted(summary.mismatches))
            msg = f"Zoom reported a different number of rows than it returned for: {names}."
            raise IncompleteSync(msg)

    def _raise_if_unavailable(self) -> None:
        if self._run.summary.unavailable:
            causes = self._run.summary.causes()
            if self._tap.config["on_unavailable"] == "fail":
                msg = (
                    f"Not everything could be read. {causes}. Give the app what it lacks, deselect "
                    "the streams, or set on_unavailable to warn."
                )
                raise IncompleteSync(msg)
            logger.warning("Not everything could be read. %s.", causes)

    def _report_failures(self, failed: Mapping[str, int]) -> None:
        title = self._run.summary.title
        counts = ", ".join(f"{title(name)}: {count:,}" for name, count in sorted(failed.items()))
        what = (
            f"Zoom failed to return some items ({counts}); the first ones are named above. "
            "Everything else was read. The next run requests them again."
        )
        if self._tap.config["on_failed_items"] == "fail":
            msg = f"{what} To let such runs succeed, set on_failed_items to warn."
            raise IncompleteSync(msg)
        logger.warning(what)
