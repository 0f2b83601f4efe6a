"""The page of a comparison: well-formed, alone, and with the numbers it was given."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from annotator.domain.errors import InputError
from annotator.formats.agreement_html import (
    AgreementPage,
    Bar,
    Bars,
    Cell,
    HeatMap,
    Section,
    Timeline,
    agreement_html,
    write_agreement_html,
)

VOID = {"meta", "br", "link", "img", "input", "hr"}
CHROMIUM = shutil.which("chromium")


class Reader(HTMLParser):
    """Keeps the tables and everything that was seen, and checks that every element is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open and self.open[-1] in ("td", "th"):
            self.tables[-1][-1][-1] += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader


def page(name: str = "anna", low: float = 0.25) -> AgreementPage:
    bars = Bars("F1 of all", (Bar(f"{name} – ben", "0.50 [0.25, 0.75]", 0.5, low, 0.75), Bar("quote", "–", None)))
    cells = ((Cell("", None), Cell("0.50", 0.5)), (Cell("0.50", 0.5), Cell("", None)))
    section = Section(
        "Same spans?",
        "What it says.",
        ("pair", "F1"),
        ((f"{name} – ben", "0.50"), ("quote", "– (1)")),
        frozenset({1}),
        ("(1) nobody used the label.",),
        bars=bars,
        heat_maps=(HeatMap("F1", (name, "ben"), cells),),
    )
    return AgreementPage(f"Story of {name}", "9.9", ("2 articles.", "1 article left out."), (section,))


def test_tables_notes_and_summary_are_there() -> None:
    found = read(agreement_html(page()))
    assert found.tables == [[["pair", "F1"], ["anna – ben", "0.50"], ["quote", "– (1)"]]]
    for text in ("Agreement – Story of anna", "1 article left out.", "What it says.", "(1) nobody used the label."):
        assert text in found.text


def test_bars_and_intervals_are_where_their_values_are() -> None:
    found = read(agreement_html(page()))
    (bar,) = (shape for shape in found.of("rect") if shape["class"] == "bar")
    (line,) = (shape for shape in found.of("line") if shape["class"] == "interval")
    assert (bar["x"], bar["width"]) == ("200.0", "180.0")  # the scale from 0 to 1 goes from 200 to 560
    assert (line["x1"], line["x2"]) == ("290.0", "470.0")
    assert [cell["fill-opacity"] for cell in found.of("rect") if cell["class"] == "cell"] == ["0", "0.5", "0.5", "0"]


def test_values_below_zero_have_a_scale_from_minus_one() -> None:
    found = read(agreement_html(page(low=-0.5)))
    (bar,) = (shape for shape in found.of("rect") if shape["class"] == "bar")
    (line,) = (shape for shape in found.of("line") if shape["class"] == "interval")
    assert (bar["x"], bar["width"], line["x1"]) == ("380.0", "90.0", "290.0")


def test_names_are_text_and_never_markup() -> None:
    found = read(agreement_html(page(name='<script src="http://x.test/a.js">&"')))
    assert not found.of("script")
    assert '<script src="http://x.test/a.js">&" – ben' in found.tables[0][1]


def test_the_page_needs_nothing_else() -> None:
    text = agreement_html(page())
    found = read(text)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in found.tags}
    assert not re.search(r"https?:|//|url\(|@import|javascript:", text)
    assert not [name for _, attributes in found.tags for name in attributes if name in ("src", "href", "style")]
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_every_picture_has_a_name() -> None:
    pictures = read(agreement_html(page())).of("svg")
    assert len(pictures) == 2
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)


def test_only_a_page_of_ours_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "new" / "page.html"
    write_agreement_html(page(), target)
    write_agreement_html(page("cara"), target)
    assert "Story of cara" in target.read_text("utf-8")
    other = tmp_path / "mine.html"
    other.write_text("<!doctype html><p>Mine.", encoding="utf-8")
    for taken in (other, tmp_path):
        with pytest.raises(InputError):
            write_agreement_html(page(), taken)
    assert other.read_text("utf-8") == "<!doctype html><p>Mine."


def test_a_timeline_has_a_column_for_each_count() -> None:
    line = Timeline("Articles finished per day", ("2026-01-01", "2026-01-02"), (("anna", (4, 0)), ("ben", (1, 2))))
    section = Section("Progress", "Who.", ("annotator",), (("anna",), ("ben",)), timeline=line)
    found = read(agreement_html(AgreementPage("Story", "9.9", (), (section,))))
    columns = [shape for shape in found.of("rect") if shape["class"] == "bar"]
    assert [(column["x"], column["height"]) for column in columns] == [
        ("200.5", "40.0"),
        ("200.5", "10.0"),
        ("240.5", "20.0"),
    ]
    assert "anna, 2026-01-01: 4" in found.text


# -- in a browser, where there is one; what is above holds without it too


class Browser:
    """Chromium without a window."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, target: Path, *options: str) -> bytes:
        start = ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=800,900", "--hide-scrollbars")
        home = f"--user-data-dir={self._folder}/browser"
        call = [str(CHROMIUM), *start, home, *options, target.as_uri()]
        return subprocess.run(call, check=True, capture_output=True).stdout

    def picture(self, target: Path, *options: str) -> Counter[int]:
        """Return how often each colour is seen."""
        from PySide6.QtGui import QImage

        shot = self._folder / f"shot-{len(options)}.png"
        self.run(target, f"--screenshot={shot}", *options)
        image = QImage(str(shot))
        return Counter(image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed; the page was checked as parsed HTML only")
    return Browser(tmp_path)


def brightness(color: int) -> int:
    return (color >> 16 & 255) + (color >> 8 & 255) + (color & 255)


def test_a_browser_shows_it_light_and_dark(tmp_path: Path, browser: Browser) -> None:
    target = tmp_path / "page.html"
    write_agreement_html(page(), target)
    light, dark = browser.picture(target), browser.picture(target, "--force-dark-mode")
    assert len(light) > 10
    assert brightness(light.most_common(1)[0][0]) > 700
    assert brightness(dark.most_common(1)[0][0]) < 150


def test_a_browser_prints_it(tmp_path: Path, browser: Browser) -> None:
    target, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    write_agreement_html(page(), target)
    browser.run(target, f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    assert printed.read_bytes().startswith(b"%PDF")


def test_a_browser_sees_what_is_in_the_file_and_runs_nothing(tmp_path: Path, browser: Browser) -> None:
    target = tmp_path / "page.html"
    write_agreement_html(page(name="<script>document.title = 'ran'</script>"), target)
    seen = browser.run(target, "--dump-dom").decode()
    assert "<title>Agreement – Story of &lt;script&gt;" in seen
    assert seen.count("<svg") == 2
