"""The program from outside: every command through `main`, with its files, output and exit code."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from annotator.app import main
from annotator.services.sample import sample_project
from tests.unit.formats.conversion.makers import PARAGRAPHS, page, pdf


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands in a folder with a home of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *arguments: object) -> Outcome:
        self._capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Outcome(code, *self._capsys.readouterr())


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capsys)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return sample_project(tmp_path)


def test_words_of_files_do_nothing_to_the_terminal(shell: Shell) -> None:
    command = "\x1b]0;owned\x07\x1b[2J\x9b31m"
    (shell.folder / "a.jsonl").write_text(json.dumps({"text": "One.", "title": f"[red]{command}", command: 1}))
    (shell.folder / f"b{command}.jsonl").write_text("no record")
    shell("new", "p.annot", "--title", command)
    for arguments in (
        ("import", "p.annot", "a.jsonl", f"b{command}.jsonl"),
        ("articles", "p.annot"),
        ("info", "p.annot"),
    ):
        done = shell(*arguments)
        assert not set("\x1b\x07\x9b") & set(done.err)
    assert "\N{REPLACEMENT CHARACTER}[2J" in shell("import", "p.annot", f"b{command}.jsonl").err


def test_new_import_info(shell: Shell) -> None:
    (shell.folder / "a.txt").write_text("First article.", encoding="utf-8")
    (shell.folder / "b.txt").write_text("   ", encoding="utf-8")
    assert shell("new", "p.annot", "--title", "Story").code == 0
    done = shell("import", "p.annot", "a.txt", "b.txt", "--json")
    assert done.code == 3
    assert "b.txt" in done.err
    assert len(done.json["added"]) == len(done.json["failures"]) == 1
    again = shell("import", "p.annot", "a.txt", "--json")
    assert again.code == 0
    assert len(again.json["known"]) == 1
    info = shell("info", "p.annot", "--json").json
    assert (info["title"], info["articles"], info["labels"], info["relations"]) == ("Story", 1, {}, 0)
    assert {"annotators", "schema_version", "project_id"} <= set(info)


def test_what_was_done_to_a_text_is_said_in_words(shell: Shell) -> None:
    (shell.folder / "a.txt").write_bytes(("\ufeffOne\r\ntwo\x07." + " and more" * 20).encode())
    (shell.folder / "b.txt").write_bytes("Une journée très longue à Genève".encode("cp1252"))
    assert shell("new", "p.annot").code == 0
    said = shell("import", "p.annot", "a.txt").err
    assert "Added 1 article, 0 known already, 0 not read." in said
    assert "a.txt: byte order mark dropped, 1 line end changed, 1 control character removed" in said
    assert "b.txt: read as cp1252 (guessed)" in shell("import", "p.annot", "b.txt").err


def test_wrong_use_and_wrong_files_have_their_exit_codes(shell: Shell) -> None:
    assert shell("info").code == 2
    assert shell("nonsense").code == 2
    assert shell("new", "p.txt").code == 2
    missing = shell("info", "nothing.annot")
    assert missing.code == 3
    assert "nothing.annot" in missing.err
    (shell.folder / "other.annot").write_text("not a database at all", encoding="utf-8")
    assert shell("info", "other.annot").code == 4
    assert shell("new", "p.annot").code == 0
    assert shell("new", "p.annot").code == 3
    (shell.folder / "bad.yaml").write_text("name: x\nlabels:\n  - colour: red\n", encoding="utf-8")
    bad = shell("new", "q.annot", "--schema", "bad.yaml")
    assert bad.code == 3
    assert "bad.yaml, line" in bad.err
    assert not (shell.folder / "q.annot").exists()


def test_a_project_without_a_schema_is_damaged_until_a_backup_is_restored(shell: Shell, sample: Path) -> None:
    assert shell("backup", sample, "whole.annot").code == 0
    with closing(sqlite3.connect(sample)) as db:
        db.execute("DELETE FROM setting WHERE key = 'schema'")
        db.commit()
    assert shell("verify", sample).code == 1
    for command in (["info", sample], ["export", sample, "gold", "--layer", "ida"], ["agreement", sample]):
        refused = shell(*command)
        assert refused.code == 4, command
        assert "The project's schema cannot be read" in refused.err, command
    assert not (shell.folder / "gold").exists()
    assert shell("restore", sample, "whole.annot").code == 0
    assert shell("info", sample).code == 0


def test_a_locked_project_is_said_to_be_locked(shell: Shell, sample: Path) -> None:
    from annotator.services.projects import open_project

    (shell.folder / "new.txt").write_text("New.", encoding="utf-8")
    with open_project(sample, "anna"):
        refused = shell("import", sample, "new.txt")
        assert refused.code == 4
        assert refused.err.endswith("open in another window or command. Close it there first.\n")
        assert shell("info", sample).code == 0
        assert shell("backup", sample, "copy.annot").code == 0
    assert shell("import", sample, "new.txt").code == 0
    assert shell("verify", "copy.annot").code == 0


def test_export_verify_and_findings(shell: Shell, sample: Path) -> None:
    done = shell("export", sample, "gold", "--layer", "ida", "--json")
    assert done.code == 0, done.err
    assert done.json["articles"] == 3
    assert shell("verify", "gold").code == 0
    gold = shell.folder / "gold" / "gold.jsonl"
    gold.write_bytes(gold.read_bytes().replace(b"evacuat", b"Evacuat", 1))
    wrong = shell("verify", "gold", "--json")
    assert wrong.code == 1
    assert any("gold.jsonl" in finding["where"] for finding in wrong.json["findings"])


def test_the_same_project_gives_the_same_bytes(shell: Shell, sample: Path) -> None:
    for name in ("one", "two"):
        assert shell("export", sample, name, "--layer", "ida").code == 0
    for path in sorted((shell.folder / "one").iterdir()):
        assert path.read_bytes() == (shell.folder / "two" / path.name).read_bytes(), path.name


def test_gold_goes_into_another_project_and_out_again_unchanged(shell: Shell, sample: Path) -> None:
    assert shell("export", sample, "gold", "--layer", "ida").code == 0
    assert shell("new", "other.annot").code == 0
    done = shell("import", "other.annot", "gold/gold.jsonl", "--format", "gold", "--annotator", "ida", "--finished")
    assert done.code == 0, done.err
    assert shell("verify", "other.annot").code == 0
    assert shell("export", "other.annot", "again").code == 0

    def comparable(folder: str) -> list[dict[str, Any]]:
        records = [json.loads(line) for line in (shell.folder / folder / "gold.jsonl").read_text("utf-8").splitlines()]
        for record in records:
            record["provenance"].pop("completed_at")
        return records

    assert comparable("gold") == comparable("again")
    twice = shell("import", "other.annot", "gold/gold.jsonl", "--format", "gold", "--annotator", "ida", "--json")
    assert twice.json["annotations"] == 0


def test_labels_that_the_schema_lacks_are_listed_mapped_or_added(shell: Shell, sample: Path) -> None:
    assert shell("export", sample, "gold", "--layer", "ida").code == 0
    gold = shell.folder / "gold" / "gold.jsonl"
    gold.write_text(gold.read_text("utf-8").replace('"label":"claim"', '"label":"statement"'), encoding="utf-8")
    for name in ("plain", "mapped", "added"):
        assert shell("new", f"{name}.annot").code == 0
    command = ("import", "--format", "gold", "--annotator", "ben")
    refused = shell(*command, "plain.annot", "gold/gold.jsonl")
    assert refused.code == 3
    assert "statement" in refused.err
    assert shell("info", "plain.annot", "--json").json["labels"] == {}
    assert shell(*command, "mapped.annot", "gold/gold.jsonl", "--map", "statement=claim").code == 0
    assert shell("info", "mapped.annot", "--json").json["labels"]["claim"] > 0
    assert shell(*command, "added.annot", "gold/gold.jsonl", "--add-labels").code == 0
    assert shell("info", "added.annot", "--json").json["labels"]["statement"] > 0
    assert shell("verify", "added.annot").code == 0


def test_stand_off_and_back(shell: Shell, sample: Path) -> None:
    assert shell("export", sample, "whole", "--layer", "ida").code == 0
    assert shell("export", sample, "standoff", "--layer", "ida", "--stand-off").code == 0
    record = json.loads((shell.folder / "standoff" / "gold.jsonl").read_text("utf-8").splitlines()[0])
    assert record["text"] is None
    seeds = Path(__file__).parents[2] / "seeds"
    assert shell("rehydrate", "standoff", seeds, "--out", "back").code == 0
    assert (shell.folder / "back" / "gold.jsonl").read_bytes() == (shell.folder / "whole" / "gold.jsonl").read_bytes()
    (shell.folder / "few").mkdir()
    refused = shell("rehydrate", "standoff", "few", "--out", "not")
    assert refused.code == 3
    assert not (shell.folder / "not").exists()


def test_history_and_search(shell: Shell, sample: Path) -> None:
    whole = shell("history", sample, "--json").json["history"]
    assert {row["who"] for row in whole} == {"ida", "joel", "mira"}
    hits = shell("search", sample, "DAM", "--json").json["hits"]
    assert hits
    assert {"article_id", "kind", "start", "end", "excerpt"} <= set(hits[0])
    assert shell("export", sample, "gold", "--layer", "ida").code == 0
    record = json.loads((shell.folder / "gold" / "gold.jsonl").read_text("utf-8").splitlines()[0])
    one = shell("history", sample, "--annotation", record["spans"][0]["id"], "--json")
    assert one.code == 0
    assert one.json["history"][0]["what changed"].startswith("made")
    assert shell("history", sample, "--annotation", "s_0000000000000000_1").code == 3


def test_there_is_no_window_without_a_display(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    done = shell("open")
    assert done.code == 2
    assert "no display" in done.err


def test_export_with_a_split_by_group(shell: Shell, sample: Path) -> None:
    command = ("export", sample, "gold", "--layer", "ida", "--include-unfinished", "--json")
    done = shell(*command, "--split", "train=0.5,dev=0.25,test=0.25", "--seed", "1")
    assert done.code == 0, done.err
    parts = done.json["split"]["parts"]
    assert sum(part["articles"] for part in parts.values()) == shell("info", sample, "--json").json["articles"]
    assert sum(part["groups"] for part in parts.values()) == 1
    assert "near-duplicate groups" in done.err
    records = [json.loads(line) for line in (shell.folder / "gold" / "gold.jsonl").read_text("utf-8").splitlines()]
    split = {record["source"]["file"]: record["split"] for record in records}
    assert split["01-kestrel-evacuation-begins.txt"] == split["02-courier-evacuation-rewrite.txt"]
    assert set(split.values()) == {"train", "dev", "test"}
    assert shell("verify", "gold").code == 0
    assert shell("verify", sample).code == 0
    edits = shell("history", sample, "--json").json["history"]
    again = shell(*command, "--split", "train=0.5,dev=0.25,test=0.25", "--seed", "1")
    assert again.json["split"]["moved"] == []
    assert shell("history", sample, "--json").json["history"] == edits
    kept = shell(*command)
    assert kept.json["splits"] == again.json["splits"]
    for wrong in ("train=0.5", "train=0.5,valid=0.5", "half"):
        refused = shell(*command, "--split", wrong)
        assert (refused.code, "split" in refused.err) == (2, True)


def test_pages_come_in_with_their_originals_and_lines_left_out(shell: Shell) -> None:
    pages = shell.folder / "pages"
    pages.mkdir()
    body = page((*PARAGRAPHS, "Sign up for our newsletter to get the news every morning."))
    (pages / "bridge.html").write_text(body, encoding="utf-8")
    (pages / "print.pdf").write_bytes(pdf([["The ferry runs at night, the council said."]]))
    (pages / "broken.docx").write_bytes(b"PK\x03\x04")
    assert shell("new", "p.annot").code == 0
    done = shell("import", "p.annot", "pages", "--keep-original", "--exclude-boilerplate", "--json")
    assert done.code == 3
    assert "broken.docx" in done.err
    assert "lines are not in the text" in done.err
    added = done.json["added"]
    assert len(added) == 2
    assert shell("original", "p.annot", added[0], "back.html").code == 0
    assert (shell.folder / "back.html").read_text("utf-8") == body
    assert shell("original", "p.annot", added[0], "back.html").code == 3
    assert shell("verify", "p.annot").code == 0
    single = shell("import", "p.annot", "pages/print.pdf", "--format", "pdf", "--json")
    assert (single.code, single.json["known"]) == (0, [added[1]])
