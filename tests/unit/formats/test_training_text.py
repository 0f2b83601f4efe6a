from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import article_of, normalise_text
from annotator.domain.identity import text_sha256
from annotator.domain.span import Fragment
from annotator.domain.stored import AnnotationRow, RelationRow, StoredArticle
from annotator.formats.training_text import without_excluded


def stored(text: str, excluded: list[tuple[int, int]], *spans: list[tuple[int, int]]) -> StoredArticle:
    article = article_of(normalise_text(text), excluded=tuple(Fragment(*pair) for pair in excluded), title="T")
    rows = [
        AnnotationRow(f"s_{nth}", "anna", "claim", orjson.dumps(span).decode(), "{}", "{}", "", "")
        for nth, span in enumerate(spans)
    ]
    return StoredArticle(article, text, rows, [], [])


def surfaces(article: StoredArticle) -> list[list[str]]:
    return [[article.text[start:end] for start, end in orjson.loads(row.fragments)] for row in article.annotations]


def test_a_line_goes_with_its_end_and_offsets_follow() -> None:
    text = "One two.\nSign up now.\nThree four.\n© Us"
    whole = stored(text, [(9, 21), (34, 38)], [(0, 3)], [(4, 8), (22, 27)], [(22, 33)], [(9, 13)], [(28, 38)])
    cut, gone = without_excluded(whole)
    assert cut.text == "One two.\nThree four.\n"
    assert surfaces(cut) == [["One"], ["two.", "Three"], ["Three four."], ["four.\n"]]
    assert gone == 1
    assert (cut.article.length, cut.article.sha256) == (len(cut.text), text_sha256(cut.text))
    assert (cut.article.id, cut.article.title, cut.article.excluded) == (whole.article.id, "T", ())


def test_a_passage_within_a_line_leaves_the_line() -> None:
    cut, _ = without_excluded(stored("One (advertisement) two.", [(4, 20)], [(0, 24)]))
    assert (cut.text, surfaces(cut)) == ("One two.", [["One two."]])


def test_relations_of_what_is_gone_go_too() -> None:
    whole = stored("One two.\nSign up.", [(9, 17)], [(0, 3)], [(9, 13)], [(4, 7)])
    links = [
        RelationRow(f"r_{head}{child}", "anna", "link", f"s_{head}", f"s_{child}", whole.article.id, "{}")
        for head, child in ((0, 1), (1, 2), (0, 2))
    ]
    cut, gone = without_excluded(whole._replace(relations=links))
    assert gone == 1
    assert [link.id for link in cut.relations] == ["r_02"]


def test_an_article_without_such_passages_is_the_same() -> None:
    whole = stored("One two.", [], [(0, 3)])
    assert without_excluded(whole) == (whole, 0)
    assert without_excluded(whole)[0] is whole


@st.composite
def _texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    text = draw(st.text(alphabet="abc \n😀", min_size=2, max_size=60).filter(str.strip))

    def spans() -> list[tuple[int, int]]:
        edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
        edges = edges[: len(edges) // 2 * 2]
        return list(zip(edges[::2], edges[1::2], strict=True))

    return text, spans(), spans()


@given(_texts())
def test_what_is_left_is_the_text_less_the_passages(
    made: tuple[str, list[tuple[int, int]], list[tuple[int, int]]],
) -> None:
    text, excluded, span = made
    gone = {at for start, end in excluded for at in range(start, end)}
    # A whole line takes its end along.
    gone |= {end for start, end in excluded if text[end : end + 1] == "\n" and (start == 0 or text[start - 1] == "\n")}
    cut, lost = without_excluded(stored(text, excluded, span or [(0, len(text))]))
    assert cut.text == "".join(sign for at, sign in enumerate(text) if at not in gone)
    chosen = [at for start, end in span or [(0, len(text))] for at in range(start, end) if at not in gone]
    assert ["".join(parts) for parts in surfaces(cut)] == (["".join(text[at] for at in chosen)] if chosen else [])
    assert lost == (not chosen)
