"""What the tap changes about the SDK's own: the order of its streams, and its mapper."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import Tap
from typing_extensions import override

from tap_zoom.exceptions import ConfigError
from tap_zoom.singer.muting import muted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from singer_sdk.streams import Stream

logger = logging.getLogger("tap-zoom")


class SingerTap(Tap):
    """A tap whose streams have an order, and whose catalog need not list all of them."""

    #: The names of the streams, parents before their children.
    stream_names: ClassVar[Sequence[str]]

    @property
    @override
    def streams(self) -> dict[str, Stream]:
        with muted(logger):
            found = super().streams  # sorted by name
        return {name: found[name] for name in self.stream_names}

    @override
    def setup_mapper(self) -> None:
        for stream in self.streams.values():
            if self.input_catalog is None or stream.tap_stream_id in self.input_catalog:
                _ = stream.metadata  # changes the catalog's, which the mapper goes by
        try:
            super().setup_mapper()
        except Exception as error:
            if not self.config.get("stream_maps"):
                raise
            text = " ".join(str(error).split())[:300]
            msg = f"stream_maps fails ({type(error).__name__}: {text}). Correct the setting."
            raise ConfigError(msg) from None
        # Parents that the catalog omits are read anyway.
        for stream in self.streams.values():
            if stream.name not in self.mapper.stream_maps and stream.has_selected_descendents:
                self.mapper.register_raw_stream_schema(
                    stream.name, stream.schema, stream.primary_keys
                )
