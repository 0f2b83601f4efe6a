"""Behind every number there are as many lines as it says, and none that may not be seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.agreement.kinds import Kind, Pairing
from annotator.domain.article import State
from annotator.domain.edit import Change
from annotator.domain.errors import CancelledError
from annotator.services.editing import Editor
from annotator.services.projects import open_project, read_project
from annotator.services.review import ArticleChoice, ReviewOptions, Viewer, agreement_report
from annotator.services.review_lists import Behind, Difference, Entry, listed, shown_article
from annotator.services.review_tables import review_tables
from tests.unit.services.review_project import DOING, DONE, FIVE, SCHEMA, Mark, claim, make_project


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return make_project(tmp_path / "story.annot", FIVE)


def lines(project: Path, behind: Behind, options: ReviewOptions | None = None) -> list[Entry]:
    return [entry for batch in listed(project, options or ReviewOptions(), behind) for entry in batch]


@pytest.mark.parametrize("options", [ReviewOptions(), ReviewOptions(label="claim"), ReviewOptions(iou=0.9)])
def test_every_plain_count_has_as_many_lines(story: Path, options: ReviewOptions) -> None:
    checked = 0
    for one in review_tables(agreement_report(story, options)):
        for (row, column), behind in one.behind.items():
            text = one.section.rows[row][column]
            if text.replace(",", "").isdigit():
                assert len(lines(story, behind, options)) == int(text.replace(",", "")), (one.section.title, text)
                checked += 1
    assert checked > 15


def test_lines_are_in_the_order_of_import(tmp_path: Path) -> None:
    both = {"anna": (DONE, [claim(0, 5)]), "ben": (DONE, [claim(0, 5)])}
    path = make_project(tmp_path / "many.annot", [both] * 40)
    with read_project(path) as file:
        assert [entry.article_id for entry in lines(path, Behind(""))] == file.article_ids()


def test_lines_about_the_same_words_are_in_the_order_of_the_labels(tmp_path: Path) -> None:
    marks = [Mark("quote", 0, 5), Mark("claim", 0, 5), Mark("figure", 0, 9), Mark("figure", 0, 5)]
    path = make_project(tmp_path / "same.annot", [{"anna": (DONE, marks), "ben": (DONE, marks[::-1])}])
    expected = ["figure", "claim", "figure", "quote"]
    for behind in (Behind(""), Behind("", annotator="anna"), Behind("", annotator="ben")):
        assert [entry.a.label for entry in lines(path, behind) if entry.a is not None] == expected


def test_behind_f1_are_the_spans_of_both(story: Path) -> None:
    report = agreement_report(story, ReviewOptions()).report
    for pair in report.pairs:
        for found, pairing in ((pair.exact, Pairing.EXACT), (pair.overlap, Pairing.SAME_LABEL)):
            entries = lines(story, Behind("", pairs=((pair.a, pair.b),), pairing=pairing, label=pair.label))
            both = [entry for entry in entries if entry.a and entry.b]
            assert len(both) == found.counts.tp
            assert len(entries) == found.counts.n_a + found.counts.n_b - found.counts.tp


def test_behind_an_attribute_are_the_matched_spans(story: Path) -> None:
    tables = {one.section.title: one for one in review_tables(agreement_report(story, ReviewOptions()))}
    found = tables["The same attributes?"]
    names = [row[0] for row in found.section.rows]
    kind = names.index("claim.kind")
    assert found.section.rows[kind][2] == "4 of 4"
    assert len(lines(story, found.behind[kind, 2])) == 4
    (different,) = lines(story, found.behind[kind, 4])
    assert different.place == (20, 30)
    assert [(one.title, one.a, one.b) for one in different.differing] == [("Kind", "fact", "opinion")]
    assert len(lines(story, found.behind[names.index("claim.sure"), 3])) == 2


def test_a_line_says_where_and_what(story: Path) -> None:
    (only,) = lines(story, Behind("", pairs=(("anna", "cara"),), kinds=frozenset({Kind.LABEL})))
    assert (only.pair, only.kind, only.place) == (("anna", "cara"), Kind.LABEL, (20, 30))
    assert only.a is not None
    assert only.b is not None
    assert (only.a.label, only.b.label) == ("claim", "figure")
    with read_project(story) as file:
        assert only.words == " ".join(file.text(only.article_id)[20:30].split())
        assert only.title == file.articles([only.article_id])[0].title


def blind(name: str, *, adjudicator: bool = False) -> ReviewOptions:
    return ReviewOptions(viewer=Viewer(name, adjudicator))


def test_what_a_reference_points_to_is_told_in_words(tmp_path: Path) -> None:
    schema = SCHEMA.replace('"#84a50b"}', '"#84a50b", attributes: [whose]}') + "  - {name: whose, type: reference}\n"
    text = "“We” said Ida Holm, who waited for the ferry with Jo."
    places = [(text.index(words), text.index(words) + len(words)) for words in ("“We”", "Ida Holm", "the ferry")]
    marks = [Mark("quote", *places[0]), *(claim(*place) for place in places[1:])]
    both = dict.fromkeys(("anna", "ben"), (DONE, marks))
    path = make_project(tmp_path / "whose.annot", [both], [text], schema=schema)
    for name, target in (("anna", 1), ("ben", 2)):
        with read_project(path) as file:
            (article,) = file.article_ids()
            quote, *claims = sorted(file.annotations(article, name), key=lambda one: one.start)
        with open_project(path, name) as project:
            pointing = replace(quote, attributes={"whose": claims[target - 1].id})
            project.saver.submit(project.edit("point", (Change(quote, pointing),)))
    entry = next(one for one in lines(path, Behind("")) if one.differing)
    assert entry.differing == (Difference("Whose", "Ida Holm", "the ferry"),)


def test_who_has_not_finished_sees_nothing_of_an_article(story: Path) -> None:
    for name, used in (("anna", 3), ("ben", 3), ("cara", 2), ("dora", 0)):
        scope = agreement_report(story, blind(name)).scope
        assert (len(scope.used), len(scope.hidden)) == (used, 3 - used)
        seen = {entry.article_id for entry in lines(story, Behind(""), blind(name))}
        assert seen <= set(scope.used)
    assert lines(story, Behind(""), blind("dora")) == []
    scope = agreement_report(story, blind("dora", adjudicator=True)).scope
    assert (len(scope.used), len(scope.hidden)) == (3, 0)


def test_a_list_asked_for_before_shows_no_more_than_may_be_seen_now(story: Path) -> None:
    with read_project(story) as file:
        second = file.article_ids()[1]
    options = blind("cara")
    assert second not in {entry.article_id for entry in lines(story, Behind("", annotator="anna"), options)}
    articles = Behind("", articles=(second, "a_none"))
    assert [entry.article_id for entry in lines(story, articles, options)] == [second]


def test_an_article_is_shown_with_the_layers_that_may_be_seen(story: Path) -> None:
    with read_project(story) as file:
        first, second = file.article_ids()[:2]
        assert list(shown_article(file, first, Viewer("cara", adjudicator=False)).layers) == ["anna", "ben", "cara"]
        assert list(shown_article(file, second, Viewer("cara", adjudicator=False)).layers) == ["cara"]
        assert list(shown_article(file, second, Viewer("dora", adjudicator=False)).layers) == []
        every = shown_article(file, second, Viewer("dora", adjudicator=True))
        assert {name: len(spans) for name, spans in every.layers.items()} == {"anna": 1, "ben": 1, "cara": 1}


@pytest.mark.parametrize(
    ("choice", "used"),
    [
        (ArticleChoice(), 3),
        (ArticleChoice(text="00 abcd"), 1),
        (ArticleChoice(text="nowhere"), 0),
        (ArticleChoice(first="2026-01-01"), 0),
        (ArticleChoice(adjudicated=True), 0),
        (ArticleChoice(adjudicated=False), 3),
        (ArticleChoice(state=State.FINISHED), 3),
        (ArticleChoice(state=State.NEW), 0),
    ],
)
def test_articles_can_be_chosen(story: Path, choice: ArticleChoice, used: int) -> None:
    options = ReviewOptions(articles=choice, viewer=Viewer("anna", adjudicator=True))
    assert len(agreement_report(story, options).scope.used) == used


def test_articles_are_chosen_by_the_day_they_were_published(tmp_path: Path) -> None:
    both = {"anna": (DONE, [claim(0, 5)]), "ben": (DONE, [claim(0, 5)])}
    path = make_project(tmp_path / "dated.annot", [both, both, both])
    with open_project(path, "anna") as project:
        editor = Editor(project)
        articles = project.reader.articles(project.reader.article_ids())
        for article, day in zip(articles, ("2026-01-31", "2026-02-01T10:00", ""), strict=True):
            editor.describe(article, published=day)
    for first, last, used in (("2026-02-01", "", 1), ("", "2026-02-01", 2), ("2026-01-31", "2026-01-31", 1)):
        options = ReviewOptions(articles=ArticleChoice(first=first, last=last))
        assert len(agreement_report(path, options).scope.used) == used


def test_a_list_can_be_cancelled(story: Path) -> None:
    with pytest.raises(CancelledError):
        list(listed(story, ReviewOptions(), Behind(""), cancelled=lambda: True))


def test_progress_counts_what_is_finished_now(story: Path) -> None:
    scope = agreement_report(story, ReviewOptions()).scope
    assert {name: sum(map(len, days.values())) for name, days in scope.finished.items()} == {
        "anna": 4,
        "ben": 3,
        "cara": 2,
    }
    assert DOING not in scope.finished
