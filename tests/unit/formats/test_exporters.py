from __future__ import annotations

import builtins
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.errors import CancelledError, InputError, ProjectDamagedError, UsageError
from annotator.domain.span import Fragment
from annotator.domain.stored import StoredArticle
from annotator.formats.export_folder import export_folder, find_losses
from annotator.formats.exporters import OWN, exporter_named, exporters
from annotator.formats.losses import SHOWN, TITLES, Feature
from tests.unit.formats.export_samples import contents, context, export, hard, losses
from tests.unit.formats.gold_samples import SCHEMA, link, row, stored, stored_articles
from tests.unit.formats.gold_samples import export as export_gold

NAMES = [one.name for one in OWN]
_LIBRARIES = {"spacy": "spacy", "parquet": "pyarrow"}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Every format whose library is installed."""
    made: str = request.param
    if made in _LIBRARIES:
        pytest.importorskip(_LIBRARIES[made], reason=f"{_LIBRARIES[made]} is not installed")
    return made


def test_every_exporter_is_described() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for one in OWN:
        assert one.title
        assert one.summary
        assert not one.summary.endswith(".")
        assert one.files
    assert set(TITLES) == set(Feature)


def test_what_a_format_says_it_lacks_is_what_it_loses(name: str) -> None:
    found = find_losses(exporter_named(name), hard(), context())
    assert {lost.loss.feature for lost in found.losses} == exporter_named(name).lacks


def test_losses_are_the_same_before_and_while_writing(name: str, tmp_path: Path) -> None:
    before = find_losses(exporter_named(name), hard(), context())
    written = export(name, tmp_path / "out")
    assert written.losses == before.losses
    assert (written.articles, written.unfinished) == (before.articles, before.unfinished) == (3, 1)


def test_the_same_articles_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    export(name, tmp_path / "a")
    code = (
        "from pathlib import Path; import sys; from tests.unit.formats.export_samples import export\n"
        "export(sys.argv[1], Path(sys.argv[2]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, name, str(tmp_path / "b")], check=True, env=environment)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_only_named_files_are_written_and_all_are_listed(name: str, tmp_path: Path) -> None:
    written = export(name, tmp_path / "out")
    assert set(written.files) <= {*exporter_named(name).files, "SHA256SUMS"}
    listed = (tmp_path / "out" / "SHA256SUMS").read_text("ascii").splitlines()
    assert {line.split("  ")[1] for line in listed} == set(contents(tmp_path / "out")) - {"SHA256SUMS"}
    check = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, check=False
    )
    assert check.returncode == 0
    assert sum(files for files, _ in written.files.values()) == len(contents(tmp_path / "out"))
    assert sum(size for _, size in written.files.values()) == sum(map(len, contents(tmp_path / "out").values()))


def test_an_export_replaces_an_earlier_one_and_nothing_else(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export(name, folder)
    (folder / "mine.md").write_text("mine")
    export(name, folder, [stored("Nothing here.")])
    alone = tmp_path / "alone"
    export(name, alone, [stored("Nothing here.")])
    assert contents(folder) == {**contents(alone), "mine.md": b"mine"}


def test_foreign_files_are_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    export(name, tmp_path / "other")
    taken = next(iter(contents(tmp_path / "other")))
    (folder / taken).write_bytes(b"mine")
    with pytest.raises(InputError, match="not from an earlier export"):
        export(name, folder)
    assert contents(folder) == {taken: b"mine"}


def test_an_export_in_another_format_is_never_replaced(name: str, tmp_path: Path) -> None:
    export_gold(tmp_path / "gold")
    before = contents(tmp_path / "gold")
    with pytest.raises(InputError, match="another format") as raised:
        export(name, tmp_path / "gold")
    assert "gold.jsonl" in raised.value.why
    export(name, tmp_path / "out")
    written = contents(tmp_path / "out")
    with pytest.raises(InputError, match="another format"):
        export_gold(tmp_path / "out")
    assert contents(tmp_path / "gold") == before
    assert contents(tmp_path / "out") == written


def test_a_cancelled_export_leaves_nothing(name: str, tmp_path: Path) -> None:
    seen: list[int] = []
    with pytest.raises(CancelledError):
        export(name, tmp_path / "out", progress=seen.append, cancelled=lambda: len(seen) == 2)
    assert seen == [1, 2]
    assert not list(tmp_path.iterdir())


def test_a_damaged_article_stops_the_export(name: str, tmp_path: Path) -> None:
    article = stored("As it was.")
    unknown = stored("Labelled.", [row(1, "nothing", [(0, 3)])])
    for damaged in (article._replace(text="Not as it was."), unknown):
        with pytest.raises(ProjectDamagedError):
            export(name, tmp_path / "out", [damaged])
    assert not list(tmp_path.iterdir())


def test_a_set_without_articles_is_whole(name: str, tmp_path: Path) -> None:
    written = export(name, tmp_path / "out", [])
    assert not written.articles
    assert not written.losses
    for file in exporter_named(name).files:
        assert "*" in file or file == "metadata.jsonl" or (tmp_path / "out" / file).exists()


def test_unfinished_articles_come_when_asked_for(name: str, tmp_path: Path) -> None:
    written = export(name, tmp_path / "out", include_unfinished=True)
    assert (written.articles, written.unfinished) == (4, 0)


@given(articles=stored_articles(SCHEMA))
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
def test_every_layer_can_be_exported(name: str, articles: list[StoredArticle], tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("export")
    how = {"include_unfinished": True}
    first = export(name, folder / "a", articles, **how)
    second = export(name, folder / "b", articles, **how)
    assert first == second
    assert contents(folder / "a") == contents(folder / "b")


def test_losses_hold_counts_and_a_bounded_list() -> None:
    articles = [stored(f"Article {nth}.", [row(nth, "person", [(0, 7)])._replace(note="why")]) for nth in range(250)]
    found = find_losses(exporter_named("conll"), articles, context())
    notes = next(lost for lost in found.losses if lost.loss.feature == Feature.NOTES)
    assert notes.sentence == "250 notes are left out"
    assert len(notes.examples) == SHOWN
    assert notes.examples[0].excerpt == "Article"


def test_spans_that_are_left_out_are_counted_apart() -> None:
    text = "One two three"
    rows = [row(1, "person", [(0, 7)]), row(2, "person", [(4, 13)]), row(3, "ruling", [(4, 13)])]
    found = find_losses(exporter_named("conll"), [stored(text, rows)], context())
    assert (found.spans.total(), found.spans_left_out) == (3, 1)


def with_passages() -> StoredArticle:
    """Return an article with a claim, a line that is not its own with an annotation in it, and a relation between."""
    text = "The court ruled.\nSign up for our letters.\nRuiz agreed.\n"
    rows = [row(1, "ruling", [(0, 15)]), row(2, "person", [(17, 24)]), row(3, "person", [(42, 46)])]
    made = stored(text, rows, [link(9, "ruled_by", 1, 2, stored(text).article.id)])
    return made._replace(article=replace(made.article, excluded=(Fragment(17, 41),)))


def test_passages_are_cut_where_models_are_trained_on_the_text(name: str, tmp_path: Path) -> None:
    before = find_losses(exporter_named(name), [with_passages()], context())
    written = export(name, tmp_path / "out", [with_passages()])
    assert before.losses == written.losses
    passages = {lost.sentence for lost in written.losses if lost.loss.feature == Feature.PASSAGES}
    everything = b"".join(contents(tmp_path / "out").values())
    if exporter_named(name).trains:
        assert passages == {
            "1 article is written without its passages that are not its own words",
            "1 span is left out because it lies in such a passage",
        }
        assert b"letters" not in everything
        assert written.spans_left_out == 1
        assert any(lost.sentence == "1 relation is left out" for lost in written.losses)
    else:
        assert passages == {"1 article has passages that are not its own words, and they are not marked as such"}
        assert b"letters" in everything


def test_offsets_are_those_of_the_text_without_passages(tmp_path: Path) -> None:
    export("prodigy", tmp_path, [with_passages()])
    task = json.loads((tmp_path / "prodigy.jsonl").read_text("utf-8"))
    assert task["text"] == "The court ruled.\nRuiz agreed.\n"
    assert [task["text"][span["start"] : span["end"]] for span in task["spans"]] == ["The court ruled", "Ruiz"]


def test_a_part_of_the_split(name: str, tmp_path: Path) -> None:
    articles = hard()
    split = {articles[0].article.id: "train", articles[1].article.id: "dev", articles[3].article.id: "train"}
    chosen = replace(context(), split=split)
    written = export_folder(exporter_named(name), tmp_path / "out", articles, chosen, part="train")
    assert (written.articles, written.unfinished, written.other_parts) == (1, 1, 2)
    alone = export_folder(exporter_named(name), tmp_path / "alone", [articles[0], articles[3]], chosen)
    assert replace(alone, other_parts=2) == written
    assert contents(tmp_path / "out") == contents(tmp_path / "alone")


def test_a_missing_library_is_said_plainly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = builtins.__import__
    for module in [key for key in sys.modules if key.partition(".")[0] in ("spacy", "pyarrow")]:
        monkeypatch.delitem(sys.modules, module)
    for library in ("spacy", "pyarrow"):
        monkeypatch.setitem(sys.modules, library, None)  # makes an import of it fail
    assert builtins.__import__ is real
    for name, library in (("spacy", "spacy"), ("parquet", "pyarrow")):
        with pytest.raises(UsageError) as raised:
            export(name, tmp_path / "out")
        assert f"{library} is not installed" in str(raised.value)
        assert "annotator[formats]" in raised.value.remedy
    assert not list(tmp_path.iterdir())


# ---- what packages add

_PLUGIN = """
from annotator.formats.exporter import Exporter


class Writer:
    def __init__(self, context):
        self.layer = context.layer

    def add(self, article, out, losses):
        for span in article.spans:
            out.append("words.txt", (self.layer + " " + span.surface(article.text) + chr(10)).encode())

    def finish(self, out):
        out.append("words.txt", b"")


EXPORTER = Exporter("words", "Words", "One span a line", ("words.txt",), frozenset(), Writer)
"""


def install(folder: Path, entries: str, module: str = _PLUGIN) -> None:
    """Put a package into a folder as an installer would."""
    folder.mkdir()
    (folder / "somebodys_words.py").write_text(module)
    described = folder / "somebodys_words-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: somebodys-words\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text(f"[annotator.exporters]\n{entries}")


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "site"
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    sys.modules.pop("somebodys_words", None)


def test_a_package_adds_a_format(packages: Path, tmp_path: Path) -> None:
    install(packages, "words = somebodys_words:EXPORTER\n")
    assert [one.name for one in exporters()] == [*NAMES, "words"]
    export("words", tmp_path / "out")
    assert "anna Okafor\n" in (tmp_path / "out" / "words.txt").read_text("utf-8")
    assert losses("words") == {}


def test_a_package_cannot_take_a_name_that_is_there(packages: Path) -> None:
    install(packages, "brat = somebodys_words:EXPORTER\n")
    assert exporters() == OWN
    assert exporter_named("brat") is OWN[0]


@pytest.mark.parametrize(
    ("entries", "module", "why"),
    [
        ("words = somebodys_words:EXPORTER\n", "1 / 0", "ZeroDivisionError"),
        ("words = somebodys_words:NOTHING\n", _PLUGIN, "AttributeError"),
        ("words = somebodys_words:Writer\n", _PLUGIN, "does not name an Exporter"),
        ("other = somebodys_words:EXPORTER\n", _PLUGIN, "is called “words”"),
    ],
)
def test_a_broken_package_does_no_harm(packages: Path, entries: str, module: str, why: str) -> None:
    install(packages, entries, module)
    assert exporters() == OWN
    with pytest.raises(UsageError) as raised:
        exporter_named(entries.partition(" ")[0])
    assert raised.value.where == "somebodys-words"
    assert why in raised.value.why


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="no format “docx”") as raised:
        exporter_named("docx")
    assert all(name in raised.value.remedy for name in ("gold", *NAMES))


def test_export_folder_takes_any_exporter(tmp_path: Path) -> None:
    assert export_folder(OWN[0], tmp_path / "out", [], context()).articles == 0
