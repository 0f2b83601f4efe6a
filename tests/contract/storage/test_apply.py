"""Edits in: what is written, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotation import Annotation, Lineage, Progress, Relation, Setting
from annotator.domain.article import State, article_of, normalise_text
from annotator.domain.edit import Change
from annotator.domain.errors import CancelledError, ProjectReadOnlyError, RuleError, StaleEditError
from annotator.domain.identity import object_id
from annotator.domain.span import Fragment
from annotator.domain.stored import AnnotationRow, ProgressRow
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.desk import TEXT, Desk, picture


def test_what_is_written_is_read_back(desk: Desk) -> None:
    article = desk.add_article(publisher="Post", url="https://example.org/ferry")
    span = desk.span(
        article, (0, 9), (20, 31), attributes={"count": 2.0, "kinds": ("a", "b"), "sure": True, "who": "Ø"}, note="?"
    )
    decided = replace(
        desk.span(article, layer="gold"),
        lineage=Lineage("accepted", (span.id,), {span.id: "0123"}, ("anna", "ben"), "cara", 12),
    )
    progress = Progress(article.id, "anna", State.FINISHED, 1_700_000_000_000)
    desk.do("tag", Change(None, span), Change(None, decided), Change(None, progress))
    project = desk.project
    assert project.articles([article.id]) == [article]
    assert project.text(article.id) == TEXT
    assert project.annotations(article.id) == [span, decided]
    assert project.annotations(article.id, "gold") == [decided]
    assert project.annotation(article.id, span.id) == span
    assert project.progress(article.id) == [progress]
    assert project.states([article.id], "anna") == {article.id: State.FINISHED}
    assert project.states([article.id], "ben") == {article.id: State.NEW}
    assert project.verify() == []


def test_everything_survives_closing(path: Path) -> None:
    with Desk(path) as desk:
        article = desk.add_article()
        span = desk.tag(article, (0, 9))
        before = picture(desk.project)
    with Desk(path) as desk:
        assert picture(desk.project) == before
        assert desk.project.device != span.id[2:18], "every opening is a device of its own"
        assert desk.project.last_clock() > 0
        assert desk.tag(article, (1, 9)).id != span.id


def test_a_device_is_only_kept_once_it_has_written(path: Path) -> None:
    with Desk(path) as desk:
        desk.add_article()
    for _ in range(3):
        Desk(path).project.close()
    with ProjectFile.open(path, write=False) as project:
        assert project._db.execute("SELECT count(*) FROM device WHERE no > 0").fetchone() == (1,)


@pytest.mark.parametrize("wrong", ["label", "note", "fragments", "attributes"])
def test_an_edit_of_what_has_changed_is_refused(desk: Desk, wrong: str) -> None:
    span = desk.tag(desk.add_article(), (0, 9))
    seen = {
        "label": replace(span, label="claim"),
        "note": replace(span, note="x"),
        "fragments": replace(span, fragments=(Fragment(0, 8),)),
        "attributes": replace(span, attributes={"a": 1.0}),
    }[wrong]
    before = picture(desk.project), desk.project.edits()
    with pytest.raises(StaleEditError):
        desk.do("change", Change(seen, replace(span, note="new")))
    with pytest.raises(StaleEditError):
        desk.do("delete", Change(seen, None))
    assert (picture(desk.project), desk.project.edits()) == before


def test_adding_twice_and_deleting_twice_is_refused(desk: Desk) -> None:
    article = desk.add_article()
    span = desk.tag(article, (0, 9))
    with pytest.raises(StaleEditError):
        desk.do("tag", Change(None, span))
    desk.do("delete", Change(span, None))
    with pytest.raises(StaleEditError):
        desk.do("delete", Change(span, None))
    with pytest.raises(StaleEditError):
        desk.do("import", Change(None, article), texts={article.id: TEXT})


def test_json_written_in_another_way_is_the_same(desk: Desk) -> None:
    """A second program may put spaces into JSON; that does not make an edit stale, another value does."""
    span = desk.span(desk.add_article(), attributes={"a": 1.0, "b": True})
    desk.do("tag", Change(None, span))
    desk.project._db.execute('UPDATE annotation SET attributes = \'{ "b": true, "a": 1 }\'')
    changed = replace(span, note="x")
    desk.do("change", Change(span, changed))
    desk.project._db.execute("UPDATE annotation SET attributes = '{\"b\": tru'")
    with pytest.raises(StaleEditError):
        desk.do("change", Change(changed, span))


def test_one_edit_may_change_an_object_more_than_once(desk: Desk) -> None:
    article = desk.add_article()
    span = desk.tag(article, (0, 9))
    later = replace(span, note="later")
    desk.do("twice", Change(span, None), Change(None, later), Change(later, replace(later, note="last")))
    assert desk.project.annotations(article.id) == [replace(span, note="last")]
    assert desk.project.verify() == []
    desk.undo()
    assert desk.project.annotations(article.id) == [span]
    assert desk.project.verify() == []


def test_an_edit_is_applied_once(desk: Desk) -> None:
    article = desk.add_article()
    edit = desk.edit("tag", Change(None, desk.span(article)))
    desk.project.apply(edit)
    again = replace(edit, changes=(Change(None, desk.span(article)),))
    with pytest.raises(StaleEditError):
        desk.project.apply(again)
    assert len(desk.project.annotations(article.id)) == 1


def test_one_stale_change_takes_the_whole_edit_back(desk: Desk) -> None:
    article = desk.add_article()
    span = desk.tag(article, (0, 9))
    before = picture(desk.project), desk.project.summary(), desk.project.last_clock()
    with pytest.raises(StaleEditError):
        desk.do("two", Change(None, desk.span(article, layer="new layer")), Change(None, span))
    assert (picture(desk.project), desk.project.summary(), desk.project.last_clock()) == before
    desk.tag(article, (3, 5))
    assert desk.project.verify() == []


@pytest.mark.parametrize("fragments", [(), ((0, 0),), ((5, 3),), ((3, 9), (0, 2)), ((0, 5), (5, 9)), ((0, 10_000),)])
def test_a_span_that_does_not_fit_is_refused(desk: Desk, fragments: tuple[tuple[int, int], ...]) -> None:
    span = replace(desk.span(desk.add_article()), fragments=tuple(Fragment(*pair) for pair in fragments))
    with pytest.raises(RuleError):
        desk.do("tag", Change(None, span))
    assert desk.project.annotations(span.article_id) == []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, "half \ud800", 1 << 70])
def test_a_value_that_cannot_be_kept_is_refused(desk: Desk, value: float | str | None) -> None:
    span = desk.span(desk.add_article(), attributes={"value": value})
    with pytest.raises(RuleError):
        desk.do("tag", Change(None, span))
    with pytest.raises(RuleError):
        desk.do("tag", Change(None, replace(span, attributes={}, note="\udfff")))
    assert desk.project.verify() == []


def test_a_relation_needs_its_ends(desk: Desk) -> None:
    one, two = desk.add_article(), desk.add_article("Another text.", title="Other")
    head, child = desk.tag(one, (0, 9)), desk.tag(two, (0, 7))
    relation = desk.relate(head, child)
    assert desk.project.relations(one.id) == desk.project.relations(two.id, "anna") == [relation]
    for annotation in (head, child):
        with pytest.raises(RuleError, match="part of a relation"):
            desk.do("delete", Change(annotation, None))
    missing = object_id("s", desk.project.device, 9999)
    for broken in (
        replace(relation, id=desk.mint.new("r"), head=missing),
        replace(relation, id=desk.mint.new("r"), child=missing),
    ):
        with pytest.raises(RuleError, match="both its annotations"):
            desk.do("link", Change(None, broken))
    desk.do("delete both", Change(head, None), Change(relation, None), Change(child, None))
    assert desk.project.relations(one.id) == []
    desk.undo()
    assert desk.project.relations(one.id) == [relation]
    assert desk.project.verify() == []


def test_an_article_with_annotations_stays(desk: Desk) -> None:
    article = desk.add_article()
    span = desk.tag(article, (0, 9))
    with pytest.raises(RuleError, match="has annotations"):
        desk.do("remove", Change(article, None))
    desk.do("remove", Change(article, None), Change(span, None))
    assert desk.project.article_ids() == []
    assert desk.project.article_count() == 0
    with pytest.raises(StaleEditError):
        desk.tag(article, (0, 9))
    desk.undo()
    assert desk.project.text(article.id) == TEXT, "the text is kept for this"
    assert desk.project.verify() == []


def test_the_text_of_an_article_cannot_change(desk: Desk) -> None:
    article = desk.add_article()
    other = article_of(normalise_text("Other."))
    with pytest.raises(ValueError, match="never changes"):
        desk.do("change", Change(article, replace(article, sha256=other.sha256)))
    with pytest.raises(ValueError, match="not that of"):
        desk.do("import", Change(None, other), texts={other.id: "Another."})
    with pytest.raises(ValueError, match="not the id of its text"):
        desk.do("import", Change(None, replace(other, sha256=article.sha256)))
    with pytest.raises(ValueError, match="no text"):
        desk.do("import", Change(None, other))
    desk.do("rename", Change(article, replace(article, title="New")))
    assert desk.project.articles([article.id])[0].title == "New"
    assert desk.project.verify() == []


def test_reading_only_takes_no_edits(path: Path, desk: Desk) -> None:
    article = desk.add_article()
    with ProjectFile.open(path, write=False) as reader, pytest.raises(ProjectReadOnlyError):
        reader.apply(desk.edit("tag", Change(None, desk.span(article))))


@pytest.mark.parametrize("error", [CancelledError(), KeyboardInterrupt(), RuntimeError()])
def test_a_transaction_is_all_or_nothing(desk: Desk, error: BaseException) -> None:
    article = desk.add_article()
    before = picture(desk.project), desk.project.summary()

    def fail_in_the_middle() -> None:
        with desk.project.transaction():
            desk.tag(article, (0, 9))
            desk.tag(article, (0, 8), label="claim")
            raise error

    with pytest.raises(type(error)):
        fail_in_the_middle()
    assert (picture(desk.project), desk.project.summary()) == before
    with desk.project.transaction():
        first = desk.tag(article, (0, 9))
        with pytest.raises(StaleEditError):
            desk.do("two", Change(None, desk.span(article, layer="never")), Change(None, first))
        second = desk.tag(article, (0, 8))
    assert desk.project.annotations(article.id) == [first, second]
    assert desk.project.verify() == []


def test_edits_wait_for_a_walk_to_end(desk: Desk) -> None:
    article = desk.add_article()
    going = desk.project.walk()
    next(going)
    with pytest.raises(RuntimeError, match="only reads"):
        desk.tag(article, (0, 9))
    going.close()
    desk.tag(article, (0, 9))


def test_bulk_is_one_edit(desk: Desk) -> None:
    article = article_of(normalise_text(TEXT))
    row = AnnotationRow(desk.mint.new("s"), "ben", "claim", "[[0,9]]", '{"a":1.0}', '{"a":"auto"}', "", "")
    edit = desk.edit("import ben")
    with desk.project.bulk(edit) as writer:
        writer.add_article(article, TEXT)
        writer.add_rows(article.id, [row], [], [ProgressRow("ben", State.FINISHED.value, 5)])
    (stored,) = desk.project.walk()
    assert stored.annotations == [row]
    assert desk.project.progress_counts("ben")[State.FINISHED] == 1
    assert desk.project.edits()[0].changes == 3
    assert len(desk.project.edit(edit.id).changes) == 3
    assert desk.project.verify() == []
    after = picture(desk.project)
    desk.project.repeat(desk.edit("import ben"), edit.id, inverse=True)
    assert picture(desk.project)[0] == []
    assert desk.project.verify() == []
    desk.project.repeat(desk.edit("import ben"), edit.id, inverse=False)
    assert picture(desk.project) == after
    assert desk.project.verify() == []


def test_a_part_that_failed_takes_the_whole_bulk_edit_back(desk: Desk) -> None:
    article = desk.add_article()
    row = AnnotationRow(desk.mint.new("s"), "ben", "claim", "[[0,9]]", "{}", "{}", "", "")

    def overlook() -> None:
        with desk.project.bulk(desk.edit("import ben")) as writer:
            writer.add_rows(article.id, [row], [], [])
            with pytest.raises(StaleEditError):
                writer.add_rows(article.id, [row], [], [])

    with pytest.raises(RuntimeError, match="taken back"):
        overlook()
    assert desk.project.annotations(article.id) == []
    assert desk.project.verify() == []


@pytest.mark.parametrize("name", ["s_1", "x_0000000000000000_1", "s_0000000000000000_01", "s_000000000000000i_1", "s_"])
def test_an_id_that_is_none_is_a_bug(desk: Desk, name: str) -> None:
    span = replace(desk.span(desk.add_article()), id=name)
    with pytest.raises(ValueError, match="not a"):
        desk.do("tag", Change(None, span))
    assert desk.project.annotation(span.article_id, name) is None


def test_settings_and_kinds_are_kept_apart(desk: Desk) -> None:
    desk.do("rename", Change(Setting("title", "Ferry"), Setting("title", "Ferries")))
    desk.do("schema", Change(None, Setting("schema", "a: 1\n")))
    assert desk.project.settings() == {"schema": "a: 1\n", "title": "Ferries"}
    with pytest.raises(StaleEditError):
        desk.do("rename", Change(Setting("title", "Ferry"), None))
    desk.do("forget", Change(Setting("title", "Ferries"), None))
    desk.undo()
    desk.undo()
    assert desk.project.settings() == {"title": "Ferries"}
    assert desk.project.verify() == []


def test_a_second_kind_of_object_cannot_take_an_id(desk: Desk) -> None:
    article = desk.add_article()
    one, two = desk.tag(article, (0, 9)), desk.tag(article, (0, 8))
    ends = article.id, "anna", "x", one.id, two.id, article.id
    with pytest.raises(ValueError, match="begins with r_"):
        desk.do("link", Change(None, Relation(one.id, *ends)))
    with pytest.raises(ValueError, match="begins with s_"):
        desk.do("tag", Change(None, Annotation(desk.mint.new("r"), article.id, "anna", "x", (Fragment(0, 1),))))
