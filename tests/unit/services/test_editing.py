from __future__ import annotations

import pytest

from annotator.domain.annotation import Annotation, Provenance
from annotator.domain.article import State
from annotator.domain.edit import Kind
from annotator.domain.errors import RuleError
from annotator.domain.span import fragments_of, surface
from annotator.services import editing
from annotator.services.editing import Editor, Touched
from annotator.services.projects import Project


def place(editor: Editor, words: str) -> tuple[int, int]:
    start = editor.here.text.index(words)
    return start, start + len(words)


def tag(editor: Editor, label: str, *words: str) -> Annotation:
    touched = editor.tag(label, [place(editor, part) for part in words])
    assert touched is not None
    (key,) = touched.keys(Kind.ANNOTATION)
    return editor.here.annotations[key[1]]


def only(touched: Touched | None, editor: Editor) -> Annotation:
    assert touched is not None
    (key,) = touched.keys(Kind.ANNOTATION)
    return editor.here.annotations[key[1]]


def test_a_figure_is_parsed_and_marked_as_filled_by_rule(editor: Editor) -> None:
    figure = tag(editor, "figure", "$1.2bn")
    assert figure.attributes["value"] == 1_200_000_000.0
    assert figure.attributes["unit"] == "USD"
    assert figure.provenance["value"] == Provenance.AUTO


def test_tagging_begins_the_article_and_is_stored(editor: Editor, project: Project) -> None:
    made = tag(editor, "quote", "“We left at dawn,”", "“Nobody told us.”")
    assert editor.here.state == State.IN_PROGRESS
    stored = project.reader.annotation(made.article_id, made.id)
    assert stored == made
    assert surface(editor.here.text, made.fragments) == "“We left at dawn,” “Nobody told us.”"


def test_an_exact_duplicate_is_refused_but_nesting_and_crossing_are_not(editor: Editor) -> None:
    tag(editor, "claim", "3,000 people could leave")
    tag(editor, "claim", "people could leave the valley")
    tag(editor, "claim", "people")
    with pytest.raises(RuleError, match="already"):
        tag(editor, "claim", "people")
    assert len(editor.here.annotations) == 3


def test_white_space_is_trimmed_and_alone_refused(editor: Editor) -> None:
    start = editor.here.text.index(" said Mara")
    touched = editor.tag("quote", [(start, start + 6)])
    assert surface(editor.here.text, only(touched, editor).fragments) == "said"
    with pytest.raises(RuleError, match="white space"):
        editor.tag("claim", [(start, start + 1)])


def test_one_key_at_the_caret_tags_the_word_and_again_the_sentence(editor: Editor) -> None:
    at = editor.here.text.index("valley") + 2
    editor.tag_at("claim", at)
    touched = editor.tag_at("claim", at)
    words = surface(editor.here.text, only(touched, editor).fragments)
    assert words == "About 3,000 people could leave the valley by Friday, the ministry said."
    assert len(editor.here.annotations) == 1


def test_at_an_opening_mark_the_word_behind_it_is_tagged(editor: Editor) -> None:
    touched = editor.tag_at("quote", editor.here.text.index("“Nobody"))
    assert surface(editor.here.text, only(touched, editor).fragments) == "Nobody"
    touched = editor.tag_at("quote", editor.here.text.index("“Nobody"))
    assert surface(editor.here.text, only(touched, editor).fragments) == "“Nobody told us.”"
    with pytest.raises(RuleError, match="no word"):
        editor.tag_at("claim", editor.here.text.index("\n\n") + 1)


def test_a_figure_inside_a_claim_is_linked_to_the_smallest_one(editor: Editor) -> None:
    tag(editor, "claim", "About 3,000 people could leave the valley by Friday, the ministry said.")
    small = tag(editor, "claim", "About 3,000 people could leave the valley")
    figure = tag(editor, "figure", "About 3,000 people")
    (link,) = editor.here.relations_of(figure.id)
    assert (link.label, link.head, link.child) == ("measures", figure.id, small.id)


def test_a_claim_that_is_widened_takes_the_figures_in_it(editor: Editor) -> None:
    figure = tag(editor, "figure", "About 3,000 people")
    at = editor.here.text.index("valley")
    editor.tag_at("claim", at)
    assert not editor.here.relations
    editor.tag_at("claim", at)
    (link,) = editor.here.relations_of(figure.id)
    assert link.label == "measures"
    editor.undo()
    assert not editor.here.relations


def test_deleting_takes_relations_along_and_undo_brings_all_back(editor: Editor) -> None:
    claim = tag(editor, "claim", "About 3,000 people could leave the valley")
    tag(editor, "figure", "About 3,000 people")
    before = (dict(editor.here.annotations), dict(editor.here.relations))
    editor.delete([claim.id])
    assert not editor.here.relations
    undone = editor.undo()
    assert undone is not None
    assert undone.name == "delete claim"
    assert (dict(editor.here.annotations), dict(editor.here.relations)) == before


def test_a_value_a_person_entered_survives_moving_the_span(editor: Editor) -> None:
    figure = tag(editor, "figure", "3,000")
    editor.set_attribute([figure.id], "entity", "evacuees")
    moved = only(editor.nudge(figure.id, "start", "word", forward=False), editor)
    assert surface(editor.here.text, moved.fragments) == "About 3,000"
    assert moved.attributes["comparator"] == "~"
    assert moved.attributes["entity"] == "evacuees"
    assert moved.provenance["entity"] == Provenance.EDITED


def test_a_cleared_value_stays_empty(editor: Editor) -> None:
    figure = tag(editor, "figure", "About 3,000 people")
    editor.set_attribute([figure.id], "entity", "")
    moved = only(editor.nudge(figure.id, "end", "word", forward=True), editor)
    assert "entity" not in moved.attributes


def test_an_attribute_that_no_longer_applies_goes_and_comes_back_with_undo(editor: Editor) -> None:
    quote = tag(editor, "quote", "“We left at dawn,”")
    editor.set_attribute([quote.id], "speaker", "Mara Lind")
    changed = only(editor.set_attribute([quote.id], "quote_type", "not_speech"), editor)
    assert "speaker" not in changed.attributes
    editor.undo()
    assert editor.here.annotations[quote.id].attributes["speaker"] == "Mara Lind"


def test_confirming_marks_what_rules_filled(editor: Editor) -> None:
    figure = tag(editor, "figure", "$1.2bn")
    confirmed = only(editor.confirm([figure.id]), editor)
    assert Provenance.AUTO not in confirmed.provenance.values()
    assert editor.confirm([figure.id]) is None


def test_fragments_are_added_joined_and_removed(editor: Editor) -> None:
    quote = tag(editor, "quote", "“We left at dawn,”")
    both = only(editor.add_fragment(quote.id, *place(editor, "“Nobody told us.”")), editor)
    assert len(both.fragments) == 2
    one = only(editor.remove_fragment(quote.id, 0), editor)
    assert surface(editor.here.text, one.fragments) == "“Nobody told us.”"
    with pytest.raises(RuleError, match="at least one fragment"):
        editor.remove_fragment(quote.id, 0)


def test_a_nudge_by_character_never_cuts_a_family(editor: Editor) -> None:
    claim = tag(editor, "claim", "families paid")
    moved = only(editor.nudge(claim.id, "start", "character", forward=False), editor)
    assert surface(editor.here.text, moved.fragments) == "👩‍👩‍👧 families paid"


def test_relabelling_keeps_shared_attributes_and_drops_forbidden_relations(editor: Editor) -> None:
    tag(editor, "claim", "About 3,000 people could leave the valley")
    figure = tag(editor, "figure", "About 3,000 people")
    editor.relabel([figure.id], "quote")
    assert editor.here.annotations[figure.id].label == "quote"
    assert not editor.here.relations


def test_undo_reaches_back_over_a_restart_and_names_what_it_does(editor: Editor, project: Project) -> None:
    made = tag(editor, "claim", "paid $1.2bn in all")
    editor.set_note(made.id, "check")
    later = Editor(project)
    later.open(made.article_id)
    assert later.undo_name == "change note"
    later.undo()
    assert later.redo_name == "change note"
    assert later.here.annotations[made.id].note == ""
    assert Editor(project).redo_name == "change note"
    later.redo()
    assert later.here.annotations[made.id].note == "check"


def test_importing_can_be_undone_and_redone(editor: Editor, project: Project) -> None:
    count = project.reader.article_count()
    editor.close()
    assert editor.undo_name == "import articles"
    editor.undo()
    assert project.reader.article_count() == 0
    editor.redo()
    assert project.reader.article_count() == count


def test_a_large_edit_is_undone_inside_the_file(
    editor: Editor, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "_LARGE", 1)
    undone = editor.undo()
    assert undone is not None
    assert undone.large
    assert editor.desk is None
    assert project.reader.article_count() == 0
    redone = editor.redo()
    assert redone is not None
    assert project.reader.article_count() == 2
    assert not project.reader.verify()


def test_finished_and_empty_is_not_the_same_as_not_read(editor: Editor, project: Project) -> None:
    editor.set_state(State.FINISHED)
    assert editor.here.state == State.FINISHED
    assert not editor.here.annotations
    assert project.reader.progress_counts("anna")[State.FINISHED] == 1
    assert project.reader.progress_counts("anna")[State.NEW] == 1


def test_what_is_missing_is_named(editor: Editor) -> None:
    quote = tag(editor, "quote", "“Nobody told us.”")
    names = editor.missing().get(quote.id, ())
    required = {attribute.name for attribute in editor.project.schema.attributes_of("quote") if attribute.required}
    assert set(names) <= required
    for name in names:
        assert name not in quote.attributes


def test_other_annotators_are_out_of_sight(editor: Editor, project: Project) -> None:
    made = tag(editor, "claim", "Nobody told us")
    project.annotator = "ben"
    other = Editor(project)
    assert not other.open(made.article_id).annotations
    assert other.undo_name is None
    with pytest.raises(RuleError, match="not there"):
        other.delete([made.id])


def test_relations_are_checked_and_undone(editor: Editor) -> None:
    quote = tag(editor, "quote", "“Nobody told us.”")
    claim = tag(editor, "claim", "Nobody told us")
    touched = editor.relate("said_by", quote.id, claim)
    assert touched is not None
    with pytest.raises(RuleError, match="already"):
        editor.relate("said_by", quote.id, claim)
    with pytest.raises(RuleError, match="does not go"):
        editor.relate("measures", quote.id, claim)
    with pytest.raises(RuleError, match="itself"):
        editor.relate("claim_link", claim.id, claim)
    editor.undo()
    assert not editor.here.relations_of(quote.id)


def test_article_details_change_but_never_the_text(editor: Editor) -> None:
    editor.describe(editor.here.article, title="A new title ")
    assert editor.here.article.title == "A new title"
    with pytest.raises(RuleError, match="never changes"):
        editor.describe(editor.here.article, sha256="0")
    editor.undo()
    assert editor.here.article.title != "A new title"


def test_bulk_changes_are_one_edit(editor: Editor) -> None:
    made = [tag(editor, "claim", words) for words in ("We left", "Nobody told us", "paid")]
    touched = editor.set_attribute([one.id for one in made], "certainty", "unknown")
    assert touched is not None
    assert len(touched.keys(Kind.ANNOTATION)) == 3
    editor.undo()
    assert [editor.here.annotations[one.id] for one in made] == made
    editor.delete([one.id for one in made])
    assert not editor.here.annotations
    assert editor.undo_name == "delete 3 annotations"
    editor.undo()
    assert list(editor.here.in_order()) == sorted(made, key=lambda one: one.order)


def test_fragments_out_of_the_article_are_refused(editor: Editor) -> None:
    with pytest.raises(RuleError, match="outside"):
        editor.tag("claim", fragments_of([(0, len(editor.here.text) + 1)]))
