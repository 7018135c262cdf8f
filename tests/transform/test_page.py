"""The demo's page says what the account knows, to everybody, with no help from the network."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from scripts.demo.page import command
from tests.meltano.project import environment_for_uv
from tests.transform.browser import CHROMIUM, opened
from tests.transform.builds import MARKS
from tests.transform.known import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from tests.transform.browser import Tab
    from tests.transform.builds import Builds

pytestmark = MARKS

FIGURES = (
    *("Sessions and people per week", "Minutes per meeting", "Talk time", "Idle licenses"),
    *("No-shows of webinars", "Phone calls per day"),
)
VIEWS = [(width, scheme) for width in (320, 390, 768, 1280) for scheme in ("light", "dark")]
TAB = ("Tab", 9)


class Page(NamedTuple):
    """A page, and what making it printed."""

    file: Path
    code: int
    printed: str

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def findings(self) -> list[str]:
        found = re.findall(r'<p class="finding">(.*?)</p>', self.text, re.DOTALL)
        return [" ".join(html.unescape(finding).split()) for finding in found]

    def table(self, title: str) -> list[list[str]]:
        """Return the rows of a figure's table, without the header."""
        (section,) = (part for part in self.text.split("<section") if f">{title}</h2>" in part)
        body = section[section.index("<tbody>") : section.index("</tbody>")]
        cells = (re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in body.split("</tr>"))
        return [[html.unescape(cell) for cell in row] for row in cells if row]


@pytest.fixture(scope="module")
def page(builds: Builds, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page of all streams."""
    return _make(builds, builds.everything.database, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def partial(builds: Builds, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page that lacks most of what the account knows."""
    return _make(builds, builds.few.database, tmp_path_factory.mktemp("page"))


def _make(builds: Builds, database: Path, folder: Path) -> Page:
    file = folder / "zoom.html"
    done = command(database, file, builds.truth, environment_for_uv())
    return Page(file, done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def account(builds: Builds) -> Known:
    return Known(builds.truth)


@pytest.fixture(scope="module")
def tab(page: Page) -> Iterator[Tab]:
    if not CHROMIUM:
        pytest.skip("no Chromium is installed")
    with opened(page.file) as tab:
        yield tab


def _weeks(account: Known) -> list[tuple[str, int, int]]:
    def monday(time: datetime) -> str:
        return str((time - timedelta(days=time.weekday())).date())

    sessions = Counter(monday(rows[0]["begin"]) for rows in account.sessions.values())
    people = defaultdict(set)
    for (session, who), presence in account.attendance.items():
        if presence.attended:
            people[monday(account.sessions[session][0]["begin"])].add(who)
    return [(week, number, len(people[week])) for week, number in sorted(sessions.items())]


def _minutes(account: Known) -> Counter[int]:
    rows = account.zoom_sessions()
    return Counter(int(row["minutes"] // 5 * 5) for row in rows if row["kind"] == "meeting")


def _talk(account: Known) -> Counter[str]:
    seconds = Counter[str]()
    for row in account.zoom_talk_time():
        seconds[row["speaker"]] += row["talk_seconds"]
    del seconds["(unknown)"]
    return seconds


def _idle(account: Known) -> list[int]:
    since = [row["idle_since"] for row in account.zoom_licenses() if row["license"] == "licensed"]
    return [(max(since).date() - time.date()).days for time in sorted(since)[:10]]


def _webinars(account: Known) -> list[list[int]]:
    rows = [row for row in account.zoom_webinar_funnel() if row["no_shows"] is not None]
    rows.sort(key=lambda row: row["start_time"], reverse=True)
    columns = ("approved", "registrants_attended", "no_shows")
    return [[row[name] for name in columns] for row in rows if row["approved"]][:10]


def _calls(account: Known) -> list[tuple[str, int, int]]:
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for row in account.zoom_phone_daily():
        days[row["day"]].update(answered=row["answered"], missed=row["missed"])
    return [(day, found["answered"], found["missed"]) for day, found in sorted(days.items())]


def test_each_number_is_what_the_account_knows(page: Page, account: Known) -> None:
    sessions, minutes, talk, idle, webinars, calls = map(page.table, FIGURES)

    assert sessions == _texts(_weeks(account))
    assert minutes == _texts(sorted(_minutes(account).items()))
    spoken = {name: str(round(seconds / 60, 1)) for name, seconds in _talk(account).items()}
    assert {row[0]: row[1] for row in talk}.items() <= spoken.items()
    assert [row[1] for row in talk] == sorted(spoken.values(), key=float, reverse=True)[:10]
    assert [row[1] for row in idle] == list(map(str, _idle(account)))
    assert [row[1:] for row in webinars] == _texts(_webinars(account))
    assert calls == _texts(_calls(account))


def test_each_finding_counts_what_the_account_knows(page: Page, account: Known) -> None:
    sessions, minutes, talk, idle, webinars, calls = page.findings
    weeks, bins, asked = _weeks(account), _minutes(account), _webinars(account)
    licenses = [row["license"] for row in account.zoom_licenses()].count("licensed")
    most = max(weeks, key=itemgetter(1))
    speaker, seconds = _talk(account).most_common(1)[0]

    assert sessions.startswith(f"{len(account.sessions)} sessions in {len(weeks)} weeks.")
    monday = f"{date.fromisoformat(most[0]):%-d %B}"
    assert sessions.endswith(f"{monday} had most: {most[1]}, with {most[2]} people.")
    short = sum(number for begin, number in bins.items() if begin < 30)
    assert minutes.startswith(f"{short} of {bins.total()} meetings")
    total = round(_talk(account).total() / 60, 1)
    assert talk.startswith(f"{speaker} talks most: {round(seconds / 60, 1)} of the {total} minutes")
    long = sum(number >= 7 for number in _idle(account))
    assert idle.startswith(f"{long} of {licenses} licenses")
    missing = sum(row[2] for row in asked)
    assert webinars.startswith(f"{missing} of {sum(row[0] for row in asked)} approved registrants")
    answered = sum(row[1] for row in _calls(account))
    missed = sum(row[2] for row in _calls(account))
    assert calls == f"{answered} calls were answered, {missed} were missed."


def test_the_page_says_what_it_was_compared_with(page: Page, builds: Builds) -> None:
    rows = {name: found.total() for name, found in builds.everything.models.items()}
    found = f"{sum(rows.values()):,} rows"

    assert page.code == 0, page.printed
    assert page.printed.startswith(f"{found} of 8 models compared with the account, 0 differ")
    assert "Equal to the account" in page.text
    assert found in page.text
    for name, number in rows.items():
        assert f"<td>{name}</td><td>{number}</td><td>0</td>" in page.text


def test_a_page_that_differs_from_the_account_says_so(partial: Page) -> None:
    assert partial.code == 1
    assert "differ from the account" in partial.text
    assert "Equal to the account" not in partial.text


def test_a_figure_without_data_says_so(partial: Page) -> None:
    assert partial.text.count("Nothing to show was loaded") == 3


def test_the_page_is_one_small_file_that_loads_nothing(page: Page) -> None:
    assert page.file.stat().st_size < 400_000
    assert [path.name for path in page.file.parent.iterdir()] == [page.file.name]
    assert not re.search(
        r"""<(script|link|img|iframe)|@import|url\(|\b(src|href)=["'](?!#)""", page.text
    )
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", page.text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_browser_requests_only_the_file_and_complains_of_nothing(tab: Tab, page: Page) -> None:
    events = defaultdict(list)
    for event in tab.events:
        events[event["method"]].append(event["params"])

    requested = [request["request"]["url"] for request in events["Network.requestWillBeSent"]]
    assert requested == [page.file.as_uri()]
    for method in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
        assert not events[method]


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_each_bar_is_drawn_in_every_view(tab: Tab, account: Known, width: int, scheme: str) -> None:
    tab.show(width, scheme)
    seen = tab.evaluate(_SEEN)

    weeks, calls, webinars = _weeks(account), _calls(account), _webinars(account)
    assert seen["bars"] == [
        len(weeks) + sum(people > 0 for _, _, people in weeks),
        len(_minutes(account)),
        len(_talk(account).most_common(10)),
        sum(days > 0 for days in _idle(account)),
        sum((came > 0) + (missing > 0) for _, came, missing in webinars),
        sum((answered > 0) + (missed > 0) for _, answered, missed in calls),
    ]
    assert seen["clipped"] == []
    assert seen["overflow"] <= 0
    light = scheme == "light"
    assert (_luminance(seen["card"]) > 0.9) is light
    assert _contrast(seen["ink"], seen["card"]) > 7
    assert _contrast(seen["label"], seen["card"]) > 4.5
    assert min(_contrast(color, seen["card"]) for color in seen["colors"]) > 3
    assert len(seen["colors"]) == 2


_SEEN = """
(() => {
  const visible = (within, what) =>
    [...within.querySelectorAll(what)].filter(each => each.getClientRects().length);
  const box = each => each.getBoundingClientRect();
  const bars = [...document.querySelectorAll("section[aria-labelledby]")].map(
    section => visible(section, "[aria-roledescription=bar]"));
  const drawn = bars.flat().filter(bar => box(bar).width > 0 && box(bar).height > 0);
  const labels = visible(document, "svg text");
  const style = (what, name) => getComputedStyle(document.querySelector(what))[name];
  return {
    bars: bars.map(each => each.filter(bar => drawn.includes(bar)).length),
    clipped: labels.filter(label => {
      const [inner, outer] = [box(label), box(label.closest("svg"))];
      return label.getAttribute("opacity") !== "0" && (
        inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1);
    }).map(label => label.textContent),
    overflow: document.documentElement.scrollWidth - innerWidth,
    card: style("section", "backgroundColor"), ink: style("section", "color"),
    label: getComputedStyle(labels[0]).fill,
    colors: [...new Set(drawn.map(bar => getComputedStyle(bar).fill))],
  };
})()
"""


def test_the_keyboard_reaches_everything_and_is_not_trapped(tab: Tab) -> None:
    tab.evaluate("document.activeElement.blur()")
    stops = [tab.press(*TAB) for _ in range(9)]

    assert stops[0] == "Skip to the figures"
    assert stops[1].startswith("What was compared")
    assert [stop.partition(": ")[2].capitalize() for stop in stops[2:8]] == list(FIGURES)
    assert stops[8] not in stops[:8]  # the focus has left the page
    tab.press(*TAB)
    assert (
        float(tab.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)"))
        >= 2
    )
    assert tab.evaluate("document.activeElement.getBoundingClientRect().width") > 20


def test_a_screen_reader_finds_landmarks_headings_and_what_each_chart_says(
    tab: Tab, page: Page
) -> None:
    tab.show(1280, "light")
    nodes = tab.call("Accessibility.getFullAXTree")["nodes"]
    names = defaultdict(list)
    for node in nodes:
        if not node["ignored"]:
            names[node["role"]["value"]].append(node.get("name", {}).get("value"))

    assert {"banner", "main", "contentinfo"} <= names.keys()
    assert names["heading"] == ["What happened on Zoom", *FIGURES]
    assert [name for name in names["region"] if name in FIGURES] == list(FIGURES)
    assert len(names["image"]) == len(FIGURES) + 1
    for finding in page.findings:
        assert any(name.endswith(finding) for name in names["image"])
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert tab.evaluate("document.querySelectorAll('details table th[scope=col]').length") > 15


def _texts(rows: Iterable[Iterable[Any]]) -> list[list[str]]:
    return [list(map(str, row)) for row in rows]


def _luminance(color: str) -> float:
    """Return how light a color is, as WCAG defines it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)
