from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.domain.errors import CancelledError, InputError, RuleError
from annotator.domain.span import Fragment
from annotator.services import previews
from annotator.services.articles import import_articles
from annotator.services.assigning import assign_articles
from annotator.services.editing import Editor
from annotator.services.exchange import merge_into, pack_project
from annotator.services.exporting import ExportOptions, export_layer, verify_folder
from annotator.services.layers import LayerOptions, import_layer
from annotator.services.originals import original_name, write_original
from annotator.services.previews import exclude_proposed, import_previewed, preview_articles
from annotator.services.projects import Project, create_project, open_project, read_project, verify_project
from tests.unit.formats.conversion.makers import PARAGRAPHS, page, pdf

FOOT = "© 2025 The Harbour Post. All rights reserved."


def put(folder: Path, name: str, data: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def last(project: Project) -> Article:
    (article,) = project.reader.articles(project.reader.article_ids()[-1:])
    return article


def test_a_preview_tells_what_would_come_in_and_changes_nothing(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    put(folder, "page.html", page())
    put(folder, "broken.pdf", b"%PDF-1.4")
    put(folder, "plain.txt", f"The ferry runs at night.\n{FOOT}\n")
    put(folder, "again.txt", (tmp_path / "two.txt").read_bytes())
    put(folder, "picture.jpg", b"JPEG")
    before = project.reader.edits()
    preview = preview_articles(project, [folder])
    assert [item.read.article.file for item in preview.articles] == ["again.txt", "page.html", "plain.txt"]
    assert [item.known for item in preview.articles] == [True, False, False]
    assert preview.articles[1].read.left_out
    assert preview.articles[2].proposals[0].place == Fragment(25, 25 + len(FOOT))
    assert [error.where.rsplit("/", 1)[-1] for error in preview.failures] == ["broken.pdf"]
    assert len(preview.left_out) == 1
    assert project.reader.edits() == before


def test_what_was_decided_comes_in_and_can_be_undone(project: Project, tmp_path: Path) -> None:
    put(tmp_path / "pages", "plain.txt", f"The ferry runs at night.\n{FOOT}\n")
    (item,) = preview_articles(project, [tmp_path / "pages"], keep_originals=True).articles
    decided = item.decided((one.place for one in item.proposals), title=" Ferry ", publisher="Post", published="2025")
    report = import_previewed(project, [decided])
    assert [article.title for article in report.added] == ["Ferry"]
    article = last(project)
    assert (article.publisher, article.published, article.excluded) == ("Post", "2025", (item.proposals[0].place,))
    assert verify_project(project.path) == []
    editor = Editor(project)
    editor.undo()
    project.saver.flush()
    assert project.reader.article_count() == 2
    editor.redo()
    project.saver.flush()
    assert last(project) == article
    assert project.reader.original(article.id) == (tmp_path / "pages" / "plain.txt").read_bytes()
    with pytest.raises(RuleError):
        item.decided((), file="other.txt")


def test_too_many_articles_are_not_held_in_memory(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_PREVIEWED", 2)
    lines = "".join(json.dumps({"text": f"Article {nth}."}) + "\n" for nth in range(3))
    with pytest.raises(InputError, match="too many"):
        preview_articles(project, [put(tmp_path / "pages", "many.jsonl", lines)])
    with pytest.raises(CancelledError):
        preview_articles(project, [tmp_path / "pages"], cancelled=lambda: True)


def test_proposed_lines_can_be_left_out_without_a_look(project: Project, tmp_path: Path) -> None:
    path = put(tmp_path / "pages", "plain.txt", f"The ferry runs at night.\n{FOOT}\n")
    import_articles(project, [path], decide=exclude_proposed)
    article = last(project)
    text = project.reader.text(article.id)
    assert [text[start:end] for start, end in article.excluded] == [FOOT]


def test_passages_go_into_the_set_beside_the_texts_and_come_back(project: Project, tmp_path: Path) -> None:
    path = put(tmp_path / "pages", "plain.txt", f"The ferry runs at night.\n{FOOT}\n")
    import_articles(project, [path], decide=exclude_proposed)
    article = last(project)
    editor = Editor(project)
    editor.open(article.id)
    editor.tag("claim", [(0, 9)])
    project.saver.flush()
    export_layer(project.path, tmp_path / "gold", ExportOptions(layer="anna", include_unfinished=True))
    (line,) = (tmp_path / "gold" / "regions.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line) == {"id": article.id, "excluded": [{"start": 25, "end": 25 + len(FOOT)}]}
    lines = (tmp_path / "gold" / "gold.jsonl").read_text("utf-8").splitlines()
    assert any(FOOT in json.loads(line)["text"] for line in lines)
    assert "`regions.jsonl`" in (tmp_path / "gold" / "README.md").read_text("utf-8")
    assert verify_folder(tmp_path / "gold") == []
    create_project(tmp_path / "other.annot")
    with open_project(tmp_path / "other.annot", "ben") as other:
        import_layer(other, [tmp_path / "gold" / "gold.jsonl"], LayerOptions())
        assert other.reader.articles([article.id])[0].excluded == article.excluded
    (tmp_path / "gold" / "regions.jsonl").write_text(
        json.dumps({"id": article.id, "excluded": [{"start": 3, "end": 999}]}), encoding="utf-8"
    )
    create_project(tmp_path / "third.annot")
    with open_project(tmp_path / "third.annot", "ben") as third:
        report = import_layer(third, [tmp_path / "gold" / "gold.jsonl"], LayerOptions())
        assert [error.what for error in report.failures] == [
            "The passages that regions.jsonl leaves out do not fit the text"
        ]


def test_a_set_without_passages_has_no_such_file(project: Project, tmp_path: Path) -> None:
    Editor(project).open(project.reader.article_ids()[0])
    report = export_layer(project.path, tmp_path / "gold", ExportOptions(layers_only=True, include_unfinished=True))
    assert "regions.jsonl" not in report.gold.files


def test_originals_are_kept_if_asked_and_survive_packing_and_merging(project: Project, tmp_path: Path) -> None:
    data = pdf([["The bridge will be shut for a year now."]])
    import_articles(project, [put(tmp_path / "pages", "print.pdf", data)], keep_originals=True)
    article = last(project)
    assert article.normalization["format"] == "pdf"
    assign_articles(project, ["ben"], 0)
    project.saver.flush()
    pack_project(project.path, "ben", tmp_path / "ben.annot")
    write_original(tmp_path / "ben.annot", article.id, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == data
    with pytest.raises(InputError, match="already"):
        write_original(tmp_path / "ben.annot", article.id, tmp_path / "copy.pdf")
    with open_project(tmp_path / "ben.annot", "ben") as packed:
        import_articles(packed, [put(tmp_path / "pages", "late.html", page())], keep_originals=True)
        late = last(packed).id
    merge_into(project, [tmp_path / "ben.annot"])
    with read_project(project.path) as file:
        assert file.original(late) == page().encode()
        assert file.original(article.id) == data
        assert file.original(file.article_ids()[0]) is None
    assert verify_project(project.path) == []
    with pytest.raises(InputError, match="not kept"):
        write_original(project.path, project.reader.article_ids()[0], tmp_path / "no.txt")


def test_names_of_originals_do_not_lead_out_of_a_folder() -> None:
    assert original_name("pages/a.html") == "a.html"
    assert original_name("..\\..\\evil.exe") == "evil.exe"
    assert original_name("") == "article"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("..", "article"), (".", "article"), ("a/..", "article"), ("/", "article"), ("C:\\x\\a.pdf", "a.pdf"),
        ("C:a.pdf", "C_a.pdf"), ("a\x00b.pdf", "a_b.pdf"), ("con", "_con"), ("NUL.txt", "_NUL.txt"), ("-rf", "-rf"),
        ("console.txt", "console.txt"), (".bashrc", "bashrc"), ("a\nb", "a_b"), ("cod\u202egpj.exe", "cod_gpj.exe"),
        ("a.pdf. ", "a.pdf"), ("\udcff.txt", "_.txt"), ("x" * 300 + ".html", "x" * 55 + ".html"), ("x" * 300, "x" * 60),
        ("." + "x" * 300, "x" * 60), ("😊" * 300, "😊" * 60),
    ],
)  # fmt: skip
def test_a_name_from_elsewhere_is_made_that_of_a_plain_file(file: str, name: str, tmp_path: Path) -> None:
    assert original_name(file) == name
    (tmp_path / name).write_text("It can be written")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_saved_page_is_read_and_the_folder_beside_it_is_not(project: Project, tmp_path: Path) -> None:
    put(tmp_path / "pages", "Bridge.html", page())
    put(tmp_path / "pages" / "Bridge_files", "frame.html", page(PARAGRAPHS[:1]))
    put(tmp_path / "pages" / "own_files", "kept.txt", "A folder that only looks like one.")
    put(tmp_path / "pages", "metadata.csv", "file,title,published\nBridge.html,From the table,3 March 2025\n")
    report = import_articles(project, [tmp_path / "pages"])
    assert [(one.file, one.title) for one in report.added] == [
        ("Bridge.html", "From the table"),
        ("own_files/kept.txt", "A folder that only looks like one."),
    ]
    assert report.added[0].published == "2025-03-03"
    assert report.added[0].publisher == "The Harbour Post"
    assert any("lines are not in the text" in remark for remark in report.remarks)
