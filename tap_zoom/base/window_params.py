"""What a declaration says about windows of days, and the parameters that they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tap_zoom.state.date_windows import MAX_DAYS, RETENTION_MONTHS, Window

if TYPE_CHECKING:
    from collections.abc import Mapping


class WindowParams:
    """Mixin for streams that are requested by windows of days.

    Attributes:
        retention_months: Months for which Zoom keeps the data.
        monthly: Whether windows are calendar months, for figures that Zoom adds up for the days
            that are asked for. Rows get the fields ``from``, ``to`` and ``month``. The key needs
            ``from``: read again later, the first month has fewer days.
        daily: Whether each day is a window, for such figures. Rows get the field ``date``.
        min_lookback_days: Days that a run reads again even if ``lookback_days`` is less, because
            the previous run can't have read them whole.
        listed_by_other_date: Whether Zoom lists rows by a date that they don't have. Windows then
            share no days, and no row is left out because of its own time.
        max_days: The maximum days of a window.
        window_parameters: Names of the parameters for the first and the last day of a window.
        window_as_times: Whether Zoom takes these as times rather than as days.
    """

    retention_months: ClassVar[int] = RETENTION_MONTHS
    monthly: ClassVar[bool] = False
    daily: ClassVar[bool] = False
    listed_by_other_date: ClassVar[bool] = False
    min_lookback_days: ClassVar[int] = 0
    max_days: ClassVar[int] = MAX_DAYS
    window_parameters: ClassVar[tuple[str, str]] = ("from", "to")
    window_as_times: ClassVar[bool] = False

    def window_fields(self, window: Window) -> Mapping[str, Any]:
        """Return the fields that all rows of a window get."""
        if self.daily:
            return {"date": window.first.isoformat()}
        return window.month_fields if self.monthly else {}

    def window_params(self, window: Window) -> Mapping[str, str]:
        """Return a window as query parameters."""
        values = window.times if self.window_as_times else map(str, (window.first, window.last))
        return dict(zip(self.window_parameters, values, strict=True))
