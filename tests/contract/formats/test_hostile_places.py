"""Pipes and devices in place of files are not waited for, names in files lead nowhere, cells are no formulas."""

from __future__ import annotations

import csv
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.article import article_of, normalise_text
from annotator.domain.errors import InputError, KnownError, ProjectDamagedError
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.atomic_write import whole_folder
from annotator.formats.csv_tables import unsafe
from annotator.formats.export_folder import export_folder
from annotator.formats.exporter import Exporter, Output
from annotator.formats.exporters import OWN
from annotator.formats.gold.sums import read_sums
from annotator.formats.gold.verify import verify_gold
from annotator.formats.layer_articles import LayerArticle
from annotator.formats.losses import Losses
from annotator.formats.registry import FORMATS, guess_format
from annotator.formats.text_files import ReadArticle, ReadFailure, read_articles
from annotator.storage.project_file import ProjectFile
from tests.contract.formats.hostile_files import read_place
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import FILES, PARTS
from tests.unit.formats.export_samples import contents, context, export, hard
from tests.unit.formats.gold_samples import export as export_gold
from tests.unit.formats.gold_samples import link, row, stored

READERS = [name for name in FILES if name != "schema"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices in folders")


def as_pipe(path: Path) -> None:
    os.mkfifo(path)


def as_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def as_folder(path: Path) -> None:
    (path / "inside").mkdir(parents=True)


def as_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def as_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


PLACES = [as_pipe, as_endless_device, as_folder, as_link_to_nothing, as_link_to_itself]


@posix
@pytest.mark.parametrize("make", PLACES)
@pytest.mark.parametrize("name", READERS)
def test_what_is_no_file_is_told_and_not_waited_for(name: str, make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / FILES[name][0]
    make(path)
    found = read_place(name, path)
    assert not found.articles
    assert found.errors or make is as_folder
    found = read_place(name, tmp_path)
    assert not found.articles


@posix
@pytest.mark.parametrize("make", PLACES)
@pytest.mark.parametrize("name", [name for name in READERS if len(FILES[name]) > 1])
def test_what_is_no_file_beside_one_is_not_waited_for(name: str, make: Callable[[Path], None], tmp_path: Path) -> None:
    first = next(seeds(name)).split(PARTS)[0]
    (tmp_path / FILES[name][0]).write_bytes(first)
    for file in FILES[name][1:]:
        make(tmp_path / file)
    found = read_place(name, tmp_path / FILES[name][0])
    assert found.articles or found.errors


@posix
@pytest.mark.parametrize("make", [*PLACES[:2], *PLACES[3:]])
@pytest.mark.parametrize("ending", sorted({ending for one in FORMATS for ending in one.endings} | {".annot", ""}))
def test_telling_what_a_file_is_does_not_wait(ending: str, make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    make(path)
    guess_format(path)
    failures = list(read_articles([path]))
    assert len(failures) <= 1
    assert all(isinstance(one, ReadFailure) for one in failures)
    with pytest.raises(KnownError, match=r"cannot be opened|There is no"):
        ProjectFile.open(path, write=False)


@posix
@pytest.mark.parametrize("name", ["gold.schema.json", "SHA256SUMS", "README.md", "lineage.jsonl", "regions.jsonl"])
def test_verifying_does_not_wait_for_pipes(name: str, tmp_path: Path) -> None:
    export_gold(tmp_path / "out")
    (tmp_path / "out" / name).unlink(missing_ok=True)
    as_pipe(tmp_path / "out" / name)
    found = verify_gold(tmp_path / "out")
    assert found or name in ("lineage.jsonl", "regions.jsonl")
    assert read_place("gold", tmp_path / "out" / "gold.jsonl").articles


@pytest.fixture
def depths(tmp_path: Path) -> Iterator[Path]:
    """A folder with a text in it and another below more folders than a path may name."""
    levels, before = 2_200, Path.cwd()
    (tmp_path / "z.txt").write_text("Text at the top.")
    os.chdir(tmp_path)
    for _ in range(levels):
        Path("aa").mkdir()
        os.chdir("aa")
    Path("b.txt").write_text("Text at the bottom.")
    os.chdir(before)
    yield tmp_path
    os.chdir(tmp_path)
    for _ in range(levels):
        os.chdir("aa")
    Path("b.txt").unlink()
    for _ in range(levels):
        os.chdir("..")
        Path("aa").rmdir()
    os.chdir(before)


@posix
def test_folders_that_are_nested_too_deeply_cost_only_what_is_in_them(depths: Path) -> None:
    found = list(read_articles([depths]))
    assert [one.text for one in found if isinstance(one, ReadArticle)] == ["Text at the top."]
    assert [one.error.what for one in found if isinstance(one, ReadFailure)] == ["The file cannot be read"]


# ---- names

NAMES = (
    "../../outside", "/etc/passwd", "C:\\Windows\\x", "C:x", "\\\\server\\share\\x", "a\x00b", "CON", "nul.txt",
    "aux.ann", "x" * 300, "..", ".", "-rf", "~/x", "$(id)", "a\nb", "\u202etxt.exe", "NAME", "name", "na\u0308me",
    "n\u00e4me", "",
)  # fmt: skip
"""Names of articles and of files that a careless program would open or make."""


@pytest.mark.parametrize("exporter", OWN, ids=lambda one: one.name)
def test_files_of_an_export_are_never_called_as_a_file_says(exporter: Exporter, tmp_path: Path) -> None:
    articles = [stored(f"Text {nth}.", file=name, title=name, url=name) for nth, name in enumerate(NAMES)]
    export(exporter.name, tmp_path / "out", articles)
    plain = [stored(f"Text {nth}.") for nth, _ in enumerate(NAMES)]
    export(exporter.name, tmp_path / "plain", plain)
    names = set(contents(tmp_path / "out"))
    assert names - {"metadata.jsonl"} == set(contents(tmp_path / "plain")) - {"metadata.jsonl"}
    assert len({unicodedata.normalize("NFC", name).casefold() for name in names}) == len(names)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "plain"]


@pytest.mark.parametrize("name", [*NAMES, "a_" + "0" * 25, "a_" + "0" * 25 + "/", "a_" + "0" * 25 + "u"])
@pytest.mark.parametrize("exporter", OWN, ids=lambda one: one.name)
def test_a_project_from_elsewhere_cannot_name_files(exporter: Exporter, name: str, tmp_path: Path) -> None:
    article = stored("Text.")
    hostile = article._replace(article=replace(article.article, id=name))
    with pytest.raises(ProjectDamagedError, match="id of an article"):
        export(exporter.name, tmp_path / "out", [hostile])
    assert not list(tmp_path.iterdir())


class _Naming:
    """Writes files called as it is told."""

    def __init__(self, name: str) -> None:
        self._name = name

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write a file for the article."""
        del losses
        out.write(self._name, article.text.encode())

    def finish(self, out: Output) -> None:
        """Add to a file."""
        out.append(self._name, b"more")


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/b", "a\\b", "C:x", "a\x00", "..", ".", "", "x" * 300, "SHA256SUMS", "a\nb"]
)
def test_an_exporter_of_somebody_else_writes_into_its_folder_alone(name: str, tmp_path: Path) -> None:
    exporter = Exporter("own", "Own", "Own", ("*",), frozenset(), lambda _context: _Naming(name))
    with pytest.raises(InputError, match="no file may have"):
        export_folder(exporter, tmp_path / "out", [stored("Text.")], context())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["../x", "/x", "a\\b", "C:x", "gold.jsonl:stream", "..", "a\x1b[2J"])
def test_a_list_of_checksums_names_files_of_its_folder_alone(name: str, tmp_path: Path) -> None:
    export_gold(tmp_path / "out")
    sums = tmp_path / "out" / "SHA256SUMS"
    (tmp_path / "x").write_text("mine")
    sums.write_text(sums.read_text() + f"{'0' * 64}  {name}\n")
    assert name not in read_sums(tmp_path / "out").files
    assert any("not a checksum" in finding.what for finding in verify_gold(tmp_path / "out"))
    with whole_folder(tmp_path / "out", {*read_sums(tmp_path / "out").files}) as made:
        (made / "new").write_text("new")
    assert (tmp_path / "x").read_text() == "mine"


def test_files_named_in_tables_and_records_are_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody's business.")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Text of a.")
    names = ["a.txt", "../secret.txt", str(secret), *NAMES[:6]]
    lines = [json.dumps({"file": name, "title": f"T {nth}"}) for nth, name in enumerate(names)]
    (folder / "metadata.jsonl").write_text("\n".join(lines))
    (folder / "b.jsonl").write_text(
        "\n".join(json.dumps({"text": f"B {nth}.", "file": name}) for nth, name in enumerate(names))
    )
    found = list(read_articles([folder]))
    texts = [one.text for one in found if isinstance(one, ReadArticle)]
    assert texts == ["Text of a.", *(f"B {nth}." for nth in range(len(names)))]
    assert next(one.article.title for one in found if isinstance(one, ReadArticle)) == "T 0"


# ---- cells

FORMULAS = (
    "a\r=1", "a\n=1", "a,=1", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "'=1", "''",
    "=cmd|' /C calc'!A0", "=\u202e1",
)  # fmt: skip


def _cells(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for record in csv.DictReader(file):
                for column, cell in record.items():
                    yield path.name, column, cell


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_any_table_is_a_formula(formula: str, tmp_path: Path) -> None:
    text = normalise_text(f"{formula} is what it says.", "a").text
    about = article_of(
        normalise_text(text, "a"), title=formula, publisher=formula, author=formula, url=formula, file=formula
    )
    span = row(1, "person", [(0, len(formula.strip()) + 1)], judge=formula.strip())._replace(note=formula, id=formula)
    other = row(2, "ruling", [(0, 5)], remark=formula.strip())
    bound = link(3, "ruled_by", 2, 1, about.id)._replace(child=formula, id=formula)
    article = stored(text, [span, other], [bound])._replace(article=about)
    export("csv", tmp_path / "out", [article])
    for file, column, cell in _cells(tmp_path / "out"):
        assert not cell.startswith(tuple("=+-@\t\r＝＋－＠")), (file, column, cell)
    cells = {(file, column): unsafe(cell) for file, column, cell in _cells(tmp_path / "out")}
    assert cells["articles.csv", "title"] == formula
    assert cells["relations.csv", "child"] == formula


def test_what_was_made_safe_comes_back_as_it_was(tmp_path: Path) -> None:
    export("csv", tmp_path / "out", hard())
    found = read_place("csv-spans", tmp_path / "out" / "spans.csv")
    assert "=SUM(A1)" in {one.text[slice(*pair)] for one in found.articles for pair in _pairs(one)}


def _pairs(article: AnnotatedArticle | ReadArticle) -> Iterator[list[int]]:
    for annotation in article.annotations if isinstance(article, AnnotatedArticle) else ():
        yield from json.loads(annotation.fragments)
