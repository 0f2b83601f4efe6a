from __future__ import annotations

from annotator.services.editing import Editor
from annotator.services.projects import Project
from annotator.services.searching import find_annotations, places_of, search_project, words_of


def test_words_are_found_in_texts_and_annotations(editor: Editor, project: Project) -> None:
    start = editor.here.text.index("Nobody told us")
    editor.tag("claim", [(start, start + 14)])
    hits = search_project(project.path, "NOBODY")
    assert {(hit.start, hit.kind) for hit in hits} >= {(start, "text"), (start, "annotation")}
    assert {hit.kind for hit in search_project(project.path, "nobody", label="claim")} == {"annotation"}
    assert search_project(project.path, "elsewhere entirely") == []


def test_claims_of_other_articles_are_found_for_relations(editor: Editor, project: Project) -> None:
    here = editor.here.article.id
    other = next(found for found in project.reader.article_ids() if found != here)
    editor.open(other)
    editor.tag("claim", [(0, len("Less than 1% came back."))])
    editor.tag("figure", [(0, len("Less than 1%"))])
    (found,) = find_annotations(project.reader, "came", "anna", ["claim"], without_article=here)
    assert found.words == "Less than 1% came back."
    assert words_of(project.reader, other, found.annotation.id).startswith("Less than 1% came back.")
    assert find_annotations(project.reader, "", "anna", ["claim"], without_article=other) == []
    assert find_annotations(project.reader, "", "ben", ["claim"]) == []


def test_places_ignore_case_and_accents() -> None:
    assert places_of("elan", "Élan, elan") == [(0, 4), (6, 10)]
