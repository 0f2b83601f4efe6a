"""Three people, one project: dealt out, packed, tagged apart, merged, from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.services.editing import Editor
from annotator.services.projects import open_project
from annotator.services.sample import sample_project
from tests.e2e.test_command_line import Shell


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capsys)


def work(path: Path, annotator: str, label: str) -> int:
    """Tag the beginning of every article; return how many articles there were."""
    with open_project(path, annotator) as project:
        editor = Editor(project)
        ids = project.reader.article_ids()
        for article_id in ids:
            editor.open(article_id)
            editor.tag(label, [(0, 9)])
        return len(ids)


def test_dealt_out_packed_tagged_and_merged(shell: Shell) -> None:
    sample = sample_project(shell.folder, annotations=False)
    dealt = shell("assign", sample, "--annotators", "anna,ben", "--overlap", "0.5", "--json")
    assert dealt.code == 0, dealt.err
    articles = shell("info", sample, "--json").json["articles"]
    assert sum(dealt.json["articles"].values()) == articles + dealt.json["shared"]
    again = shell("assign", sample, "--annotators", "anna,ben", "--overlap", "0.5", "--seed", "0", "--json")
    assert again.json == {**dealt.json, "changed": False}
    for name in ("anna", "ben"):
        assert shell("pack", sample, f"{name}.annot", "--for", name).code == 0
        assert shell("verify", f"{name}.annot").code == 0
        assert work(shell.folder / f"{name}.annot", name, "claim") == dealt.json["articles"][name]
    dry = shell("merge", sample, "anna.annot", "ben.annot", "--dry-run", "--json")
    assert dry.code == 0, dry.err
    assert shell("info", sample, "--json").json["labels"] == {}
    done = shell("merge", sample, "anna.annot", "ben.annot", "--json")
    assert done.json == {**dry.json, "dry_run": False, "backup": done.json["backup"]}
    assert done.json["annotations"] == {"added": articles + dealt.json["shared"], "changed": 0, "removed": 0}
    spans = {row["name"]: row["spans"] for row in shell("info", sample, "--json").json["annotators"]}
    assert spans == dealt.json["articles"]
    assert shell("verify", sample).code == 0
    assert shell("info", done.json["backup"], "--json").json["labels"] == {}
    assert "nothing new" in shell("merge", sample, "ben.annot").err


def test_what_was_changed_apart_is_listed(shell: Shell) -> None:
    sample = sample_project(shell.folder)
    assert shell("backup", sample, "copy.annot").code == 0
    for name, note in ((sample.name, "one"), ("copy.annot", "two")):
        with open_project(shell.folder / name, "ida") as project:
            editor = Editor(project)
            editor.open(project.reader.article_ids()[0])
            editor.set_note(next(iter(editor.here.in_order())).id, note)
    done = shell("merge", sample, "copy.annot")
    assert done.code == 0, done.err
    assert "1 changed apart" in done.out
    assert done.out.count("change note") == 2


def test_a_refused_merge_has_its_exit_code_and_reason(shell: Shell) -> None:
    sample = sample_project(shell.folder)
    assert shell("new", "else.annot").code == 0
    refused = shell("merge", sample, "else.annot")
    assert refused.code == 3
    assert "another project" in refused.err
    assert shell("merge", sample, sample).code == 2
    (shell.folder / "cut.annot").write_bytes(sample.read_bytes()[:60])
    assert shell("merge", sample, "cut.annot").code == 4
    assert shell("pack", sample, "x.annot", "--for", "anna").code == 2
    assert shell("assign", sample, "--annotators", "anna,anna", "--overlap", "0").code == 2


def test_a_merge_is_taken_back_and_conflicts_are_found_again(shell: Shell) -> None:
    sample = sample_project(shell.folder)
    with open_project(sample, "ida") as project, project.new_reader() as file:
        file.backup(shell.folder / "other.annot")
    for name, note in (("sample.annot", "here"), ("other.annot", "there")):
        with open_project(shell.folder / name, "ida") as project:
            editor = Editor(project)
            editor.open(project.reader.article_ids()[0])
            editor.set_note(next(iter(editor.here.in_order())).id, note)
    assert shell("conflicts", sample, "--json").json == {"conflicts": []}
    merged = shell("merge", sample, "other.annot", "--json").json
    found = shell("conflicts", sample, "--json")
    assert found.code == 0
    assert found.json["conflicts"] == merged["conflicts"]
    assert len(found.json["conflicts"]) == 1
    listed = shell("conflicts", sample)
    assert "kept ida" in listed.out
    assert "1 changed apart" in listed.err
    edits = shell("info", sample, "--json").json["edits"]
    restored = shell("restore", sample, merged["backup"])
    assert restored.code == 0, restored.err
    assert shell("info", sample, "--json").json["edits"] == edits - 1
    assert shell("conflicts", sample, "--json").json == {"conflicts": []}
    assert shell("info", restored.out.strip(), "--json").json["edits"] == edits
    assert shell("verify", sample).code == 0
    assert shell("restore", sample, sample).code == 2
    assert shell("restore", sample, "missing.annot").code == 3
