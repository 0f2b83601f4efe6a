"""Lists, filters, search and walks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotation import Progress
from annotator.domain.article import Article, State
from annotator.domain.edit import Change
from annotator.domain.errors import CancelledError, InputError, ProjectDamagedError
from annotator.domain.identity import object_id
from annotator.domain.views import ArticleQuery, LayerSummary
from annotator.storage.faults import known
from annotator.storage.project_file import ProjectFile
from annotator.storage.search import cancellable
from tests.contract.storage.desk import Desk


@pytest.fixture
def articles(desk: Desk) -> list[Article]:
    """Import three articles: the first finished by anna with two labels, the second begun, the third by ben."""
    texts = ("The café on the quay closed.", "A storm hit the north coast. The café stayed open.", "Nothing happened.")
    publishers = ("Harbour Post", "Coast Daily", "Harbour Post")
    made = [
        desk.add_article(text, f"Story {nth}", publisher=publisher)
        for nth, (text, publisher) in enumerate(zip(texts, publishers, strict=True))
    ]
    desk.tag(made[0], (0, 8), label="claim", note="naïve?")
    desk.tag(made[0], (4, 8), (16, 20), label="figure")
    desk.do("ben", Change(None, desk.span(made[2], (0, 7), label="quote", layer="ben")))
    for article, state in ((made[0], State.FINISHED), (made[1], State.IN_PROGRESS)):
        desk.do("state", Change(None, Progress(article.id, "anna", state, 5)))
    return made


def test_lists_keep_the_order_of_the_import(desk: Desk, articles: list[Article]) -> None:
    ids = [article.id for article in articles]
    assert desk.project.article_ids() == ids
    assert desk.project.article_ids(1) == ids[1:]
    assert desk.project.article_ids(1, 1) == ids[1:2]
    assert desk.project.article_ids(5, 2) == []
    assert desk.project.articles(ids[::-1]) == articles[::-1]
    assert desk.project.has_articles([ids[0], "a_none"]) == {ids[0]}
    for ask in (lambda: desk.project.articles(["a_none"]), lambda: desk.project.text("a_none")):
        with pytest.raises(InputError, match="a_none"):
            ask()
    with pytest.raises(InputError, match="no such edit"):
        desk.project.edit("e_none")
    assert desk.project.annotations("a_none") == []
    assert desk.project.relations("a_none") == []
    assert desk.project.progress("a_none") == []


def test_counts(desk: Desk, articles: list[Article]) -> None:
    ids = [article.id for article in articles]
    project = desk.project
    assert project.layers() == ["anna", "ben"]
    assert project.label_counts(ids, "anna") == {ids[0]: {"claim": 1, "figure": 1}, ids[1]: {}, ids[2]: {}}
    assert project.states(ids, "anna") == {ids[0]: State.FINISHED, ids[1]: State.IN_PROGRESS, ids[2]: State.NEW}
    assert project.progress_counts("anna") == {State.NEW: 1, State.IN_PROGRESS: 1, State.FINISHED: 1}
    assert project.progress_counts("nobody") == {State.NEW: 3, State.IN_PROGRESS: 0, State.FINISHED: 0}
    summary = project.summary()
    assert (summary.articles, summary.edits, summary.relations) == (3, 8, 0)
    assert summary.labels == {"claim": 1, "figure": 1, "quote": 1}
    assert summary.layers == (
        LayerSummary("anna", 1, 1, 0, {"claim": 1, "figure": 1}),
        LayerSummary("ben", 0, 0, 0, {"quote": 1}),
    )
    assert summary.layers[0].spans == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ArticleQuery(), [0, 1, 2]),
        (ArticleQuery("CAFE"), [0, 1]),
        (ArticleQuery("harbour"), [0, 2]),
        (ArticleQuery("harbour cafe"), [0]),
        (ArticleQuery("story 1 storm"), [1]),
        (ArticleQuery("submarine"), []),
        (ArticleQuery(label="claim"), [0]),
        (ArticleQuery(label="claim", layer="ben"), []),
        (ArticleQuery(label="quote", layer="ben"), [2]),
        (ArticleQuery(state=State.FINISHED, layer="anna"), [0]),
        (ArticleQuery(state=State.NEW, layer="anna"), [2]),
        (ArticleQuery(state=State.NEW, layer="ben"), [0, 1, 2]),
        (ArticleQuery(state=State.NEW, layer="nobody"), [0, 1, 2]),
        (ArticleQuery(state=State.IN_PROGRESS), [1]),
        (ArticleQuery("cafe", state=State.IN_PROGRESS, layer="anna"), [1]),
    ],
)
def test_the_filter_of_the_list(desk: Desk, articles: list[Article], query: ArticleQuery, expected: list[int]) -> None:
    assert desk.project.find_article_ids(query) == [articles[nth].id for nth in expected]


def test_the_filter_keeps_to_the_ids_that_come_into_question(desk: Desk, articles: list[Article]) -> None:
    first, second, third = (article.id for article in articles)
    some = frozenset({third, second, "a_gone"})
    assert desk.project.find_article_ids(ArticleQuery(among=some)) == [second, third]
    assert desk.project.find_article_ids(ArticleQuery("cafe", among=some)) == [second]
    assert desk.project.find_article_ids(ArticleQuery(label="claim", among=frozenset({first}))) == [first]
    assert desk.project.find_article_ids(ArticleQuery(among=frozenset())) == []


def test_search_finds_places(desk: Desk, articles: list[Article]) -> None:
    first, second, third = (article.id for article in articles)
    hits = desk.project.search("cafe")
    assert [(hit.article_id, hit.kind, hit.start, hit.end) for hit in hits] == [
        (first, "text", 4, 8),
        (first, "annotation", 0, 8),
        (first, "annotation", 4, 20),
        (second, "text", 33, 37),
    ]
    assert hits[0].excerpt == "The café on the quay closed."
    assert desk.project.search("café quay")[0].annotation_id, "fragments are searched as they are shown"
    assert [hit.kind for hit in desk.project.search("NAIVE")] == ["annotation"]
    assert [(hit.kind, hit.article_id) for hit in desk.project.search("story 2")] == [("title", third)]
    assert len(desk.project.search("o", limit=3)) == 3
    assert {hit.article_id for hit in desk.project.search("n", layer="ben", label="quote")} == {third}
    assert [hit.start for hit in desk.project.search("", label="figure")] == [4]
    assert desk.project.search("", layer="anna", label="quote") == []


def test_long_searches_can_be_cancelled(desk: Desk, articles: list[Article]) -> None:
    for ask in (
        lambda: desk.project.find_article_ids(ArticleQuery("café"), lambda: True),
        lambda: desk.project.search("café", cancelled=lambda: True),
    ):
        with pytest.raises(CancelledError):
            ask()
    assert desk.project.find_article_ids(ArticleQuery("quay"), lambda: False) == [articles[0].id]


def test_a_single_statement_can_be_cancelled(desk: Desk) -> None:
    """The label filter is one statement that SQLite runs to its end, unless it is asked to stop."""
    article = desk.add_article()
    spans = [desk.span(article, (0, length)) for length in range(1, 100)]
    desk.do("many", *(Change(None, span) for span in spans))
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return True

    query = "SELECT count(*) FROM annotation a, annotation b, annotation c"

    def run() -> None:
        with known(desk.project.path), cancellable(desk.project._db, cancelled):
            desk.project._db.execute(query).fetchone()

    with pytest.raises(CancelledError):
        run()
    assert asked
    assert desk.project._db.execute("SELECT 1").fetchone() == (1,)


def test_walks_go_by_id_and_can_be_narrowed(desk: Desk, articles: list[Article]) -> None:
    ids = [article.id for article in articles]
    all_of_it = {stored.article.id: stored for stored in desk.project.walk()}
    assert list(all_of_it) == sorted(ids)
    assert [all_of_it[article.id].article for article in articles] == articles
    assert [len(all_of_it[article_id].annotations) for article_id in ids] == [2, 0, 1]
    chosen = {
        stored.article.id: stored for stored in desk.project.walk(layer="anna", article_ids=[*ids[::2], "a_none"])
    }
    assert list(chosen) == sorted(ids[::2])
    assert [len(chosen[article_id].annotations) for article_id in ids[::2]] == [2, 0]
    assert chosen[ids[0]].progress == [("anna", "finished", 5)]
    assert list(desk.project.walk(article_ids=[])) == []


def test_an_article_without_its_text_is_damage_and_not_left_out(desk: Desk, articles: list[Article]) -> None:
    desk.project._db.execute("DELETE FROM article_text WHERE article_no = 2")
    with pytest.raises(ProjectDamagedError, match=r"text of a_.* is missing"):
        list(desk.project.walk())


_HANGING = ("annotation", "relation", "progress")


@pytest.mark.parametrize("table", _HANGING)
def test_rows_of_an_article_that_is_missing_are_damage_and_not_left_out(
    desk: Desk, articles: list[Article], table: str
) -> None:
    """An article that is gone keeps its key, so that its rows come among those of the others, or after all."""
    if table == "relation":
        desk.relate(*(desk.tag(articles[1], (at, at + 4)) for at in (0, 9)))
    db = desk.project._db
    db.execute("PRAGMA foreign_keys = OFF")
    for other in _HANGING:
        if other != table:
            db.execute(f"DELETE FROM {other}")
    db.execute(f"DELETE FROM article WHERE no = (SELECT min(article_no) FROM {table})")
    with pytest.raises(ProjectDamagedError, match=f"The table {table} has rows of an article that is missing"):
        list(desk.project.walk())


def test_a_walk_names_annotations_as_they_were_named(desk: Desk) -> None:
    """Ids are of any length; a walk makes them from numbers in its own way."""
    article = desk.add_article()
    edges = [1024**power + step for power in range(4) for step in (-1, 0, 1)]
    numbers = sorted({1, 31, 32, 33, *edges, (1 << 40) - 1} - {0})
    new = [replace(desk.span(article, (0, 9)), id=object_id("s", desk.project.device, number)) for number in numbers]
    desk.do("tag", *(Change(None, span) for span in new))
    (stored,) = desk.project.walk()
    assert [row.id for row in stored.annotations] == [span.id for span in new]


def test_a_reader_sees_names_that_came_after_it(path: Path, desk: Desk) -> None:
    """Layers and devices are remembered by a reader; new ones of another window must still be found."""
    article = desk.add_article()
    desk.tag(article, (0, 9))
    with ProjectFile.open(path, write=False) as reader:
        assert len(reader.annotations(article.id)) == 1
        assert reader.label_counts([article.id], "late") == {article.id: {}}
        late = desk.span(article, (0, 8), layer="late")
        desk.do("tag", Change(None, late))
        assert reader.annotations(article.id, "late") == [late]
        assert reader.label_counts([article.id], "late") == {article.id: {"quote": 1}}
        assert reader.layers() == ["anna", "late"]


def test_a_project_may_be_read_by_another_thread_if_it_says_so(path: Path, desk: Desk) -> None:
    desk.add_article()
    with ProjectFile.open(path, write=False, any_thread=True) as reader, ThreadPoolExecutor(1) as pool:
        assert pool.submit(reader.article_count).result() == 1


def test_the_article_of_an_annotation_is_found_also_after_its_deletion(desk: Desk, articles: list[Article]) -> None:
    span = desk.tag(articles[1], (0, 7))
    assert desk.project.article_of(span.id) == articles[1].id
    desk.do("delete", Change(span, None))
    assert desk.project.article_of(span.id) == articles[1].id
    for unknown in ("s_none", desk.mint.new("s"), articles[0].id):
        assert desk.project.article_of(unknown) is None
