"""The page of a comparison: well-formed, alone, and with the numbers it was given."""

from __future__ import annotations

import re
import shutil
import subprocess
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


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_browser_shows_it(tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    target, picture = tmp_path / "page.html", tmp_path / "page.png"
    write_agreement_html(page(), target)
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=800,900", f"--user-data-dir={tmp_path}/c")
    subprocess.run([str(CHROMIUM), *options, f"--screenshot={picture}", target.as_uri()], check=True)
    image = QImage(str(picture))
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 10
