from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.suggestions.boilerplate import Ground, propose_excluded


def proposed(text: str) -> list[str]:
    return [text[place.start : place.end] for place, _ in propose_excluded({"a": text}, {})["a"]]


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Ferry to run at night",
        "READ ALSO",
        "Related articles",
        "Related: the ferry",
        "More from this author",
        "Advertisement",
        "ADVERTISEMENT.",
        "Sign up for our newsletter to get the news every morning.",
        "Trade Ledger newsletters: five minutes, no adjectives. Sign up.",
        "Follow us on every network",
        "Share",
        "Comments (12)",
        "Share this story",
        "© 2025 The Harbour Post",
        "Copyright 2025 The Harbour Post. All rights reserved.",
        "Photo: Jon Reed",
        "Image credit: Jon Reed/Harbour Pictures",
        "This article was first published on Monday.",
        "Reporting by Ada Quill; editing by Jon Reed",
        "We use cookies to make this site work.",
        "Lesen Sie auch: Die Fähre",
    ],
)
def test_lines_that_are_not_the_articles_own_are_proposed(line: str) -> None:
    text = f"The bridge is shut.\n\n{line}\n\nIt will open again."
    assert proposed(text) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "“Read my lips,” she said.",
        "Share prices fell by 3% on Monday.",
        "Related costs rose by 12 million crowns.",
        "More than 3,000 people crossed the bridge.",
        "Copy editors said the newsletters were late.",
        "The photo was taken at 5:40.",
        "Follow-up talks are planned for May.",
        "This article of the treaty was never published abroad.",
        "Print works closed in the spring.",
        "Subscribers were angry, the paper said.",
    ],
)
def test_sentences_of_the_article_are_not(line: str) -> None:
    assert proposed(f"The bridge is shut.\n{line}\nIt will open again.") == []


def test_what_many_articles_repeat_is_proposed_unless_they_are_copies() -> None:
    texts = {name: f"Story {name} stands alone.\nThe Harbour Post, since 1904\nMore {name}." for name in "abc"}
    found = propose_excluded(texts, {})
    assert {
        name: [(texts[name][place.start : place.end], ground) for place, ground in found[name]] for name in texts
    } == {name: [("The Harbour Post, since 1904", Ground.REPEATED)] for name in texts}
    copies = ("a", "b", "c")
    assert propose_excluded(texts, dict.fromkeys("abc", copies)) == dict.fromkeys("abc", ())
    assert propose_excluded(dict(list(texts.items())[:2]), {}) == dict.fromkeys("ab", ())


@given(st.text(alphabet="ab ©\n Read more:", max_size=300))
def test_places_are_lines_ascending_and_apart(text: str) -> None:
    last = -1
    for place, _ in propose_excluded({"a": text}, {})["a"]:
        assert last < place.start < place.end
        assert "\n" not in text[place.start : place.end]
        assert text[place.end : place.end + 1] in ("", "\n")
        last = place.end
