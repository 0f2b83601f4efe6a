from __future__ import annotations

import pytest

from annotator.suggestions import quotes
from annotator.suggestions.attribution import quote_cue
from annotator.suggestions.context import surroundings
from tests.unit.suggestions.marking import marked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("⟦“The harbour is ours to keep,”⟧ she said.", "direct"),
        ("He called it ⟦“a harbour for everyone”⟧ in town.", "mixed"),
        ("He called it ⟦“My harbour”⟧.", "mixed"),
        ("“⟦The harbour is ours to keep⟧,” she said.", "direct"),
        ("She said that ⟦the harbour would stay open⟧.", "indirect"),
        ("⟦«El puerto es de todos»⟧, dijo.", "direct"),
        ("وقال ⟦«الميناء لنا جميعا اليوم»⟧ أمس.", "direct"),
        ('⟦"We keep the harbour open,"⟧ he said.', "direct"),
    ],
)
def test_type(text: str, kind: str) -> None:
    assert quotes.quote_type(marked(text)) == kind


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("⟦“We keep it open,”⟧ said Anna Lind.", "said", "Anna Lind"),
        ("⟦“We keep it open,”⟧ Lind has said.", "said", "Lind"),
        ("⟦“We keep it,”⟧ Lind said. ⟦“All of it.”⟧ The council agreed.", "said", "Lind"),
        ("⟦“We keep it open,”⟧ the mayor, Anna Lind, added on Friday.", "added", "the mayor, Anna Lind"),
        ("Lind warned: ⟦“We will close it.”⟧", "warned", "Lind"),
        ("Lind left early, saying the plan was ⟦“a joke”⟧.", "saying", "Lind left early"),
        ("The plan is ⟦“a joke”⟧, Lind told the council.", "told", "Lind"),
        ("Lind described the plan as ⟦“a joke”⟧ and left.", "described", "Lind"),
        ("If it closes, Lind said, it would be ⟦“a disaster”⟧.", "said", "Lind"),
        ("⟦“We keep it open”⟧, according to a council report.", "according to", "a council report"),
        ("Karl Moss, a boat builder, wrote that it was ⟦“a joke”⟧.", "wrote", "Karl Moss, a boat builder"),
    ],
)
def test_cue_and_speaker(text: str, cue: str, source: str) -> None:
    found = quote_cue(surroundings(marked(text)))
    assert found is not None
    assert (found.verb, found.source) == (cue, source)
    assert quotes.quote_cue_verb(marked(text)) == cue


@pytest.mark.parametrize(
    "text",
    [
        "The so-called ⟦“gull war”⟧ goes on.",
        "He read the report. The ⟦“gull war”⟧ goes on. Lind said nothing.",
        "The claims and reports call up a ⟦“gull war”⟧.",
    ],
)
def test_no_cue_is_found_where_nobody_speaks(text: str) -> None:
    assert quotes.quote_cue_verb(marked(text)) is None


@pytest.mark.parametrize(
    ("text", "relay"),
    [
        ("⟦“We keep it open,”⟧ Lind told Reuters on Friday.", "Reuters"),
        ("⟦“We keep it open,”⟧ Lind told the Harbour Times in a statement.", "Harbour Times"),
        ("⟦“We keep it open,”⟧ Lind said in a statement to the BBC.", "BBC"),
        ("⟦“We keep it open,”⟧ Lind said, according to NRK.", "NRK"),
        ("⟦“We keep it open,”⟧ Lind said, according to Karl Moss.", "Karl Moss"),
        ("⟦“We keep it open,”⟧ Lind said on Telegram.", "Telegram"),
        ("⟦“We keep it open,”⟧ Lind told Moss.", None),
        ("⟦“We keep it open,”⟧ Lind said on Friday.", None),
        ("⟦“We keep it open”⟧, according to officials.", None),
    ],
)
def test_relay(text: str, relay: str | None) -> None:
    assert quotes.quote_relay(marked(text)) == relay


@pytest.mark.parametrize(
    ("text", "altered"),
    [
        ("⟦“We … keep it”⟧", True),
        ("⟦“We [the town] keep it”⟧", True),
        ("⟦“We... keep it”⟧", True),
        ("⟦“We keep it”⟧", False),
    ],
)
def test_altered(text: str, altered: bool) -> None:
    assert quotes.quote_altered(marked(text)) is altered


def test_the_speaker_given_decides_the_kind_before_the_words_beside_the_cue() -> None:
    text = "⟦“We keep it open,”⟧ the ministry said."
    assert quotes.quote_speaker_kind(marked(text)) == "organisation"
    assert quotes.quote_speaker_kind(marked(text, speaker="Anna Lind")) == "person"
    assert quotes.quote_speaker_kind(marked("The ⟦“gull war”⟧ goes on.")) is None
