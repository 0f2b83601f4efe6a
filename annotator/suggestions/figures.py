"""Rules for figures: what the parser reads, and what the sentence around says of time and certainty."""

from __future__ import annotations

from typing import Final

import regex

from annotator.domain.quantity import Quantity, parse_quantity
from annotator.domain.quantity_nouns import noun_phrase
from annotator.domain.quantity_text import plain
from annotator.suggestions.context import FillContext, surroundings
from annotator.suggestions.cue_words import any_of
from annotator.suggestions.dates import time_phrases

_CLAUSE_END: Final = regex.compile(
    r"[;:—]|,(?!\d)|[“”]|\s–\s|\s(?:while|whereas|but|although|though)\s|\sand\s(?=may|might|could|will|would)"
)
_PLANNED: Final = any_of(
    "will would shall \\p{L}+'ll plan(s|ned|ning)? intends? aims? aiming pledge[sd]? promise[sd]? target(s|ed|ing)? "
    "going_to set_to due_to_(be|go|start|arrive|begin|come|reach|open) prepar(e|es|ed|ing)_to propos(e|es|ed) budgeted "
    "(is|are|was|were|been)_(scheduled|slated|meant|supposed)_to expected_to next_(week|month|year)"
)
_ESTIMATED: Final = any_of(
    "estimat(e|es|ed|ing|ion) believed? thought assess(es|ed|ment)? project(ed|s|ion|ions) forecasts? predict(s|ed) "
    "reckon(s|ed)? guess(es|ed)? suspected potentially possibly perhaps probably likely could may might "
    "calculat(es|ed) "
    "presumed reportedly extrapolat\\p{L}+ modell?ing expected"
)
_HEDGED: Final = any_of("likely probably perhaps possibly potentially")
_APART: Final = regex.compile(r"\d|\b(?:hundreds?|thousands?|millions?|billions?)\b")
_NEW_CLAUSE: Final = regex.compile(r"\s(?:and|which|where|who|when)\s")
_ARTICLES: Final = regex.compile(r"^(?:of|the|its|their|his|her)\s+", regex.I)


def quantity_of(context: FillContext) -> Quantity | None:
    """The figure in the span; if the span alone is none ("2000"), the words that follow may make it one."""
    around = surroundings(context)
    found = parse_quantity(around.surface)
    if found is None and any(letter.isdigit() for letter in around.surface[:40]):
        found = parse_quantity(f"{around.surface}{_clause_after(around.after)}")
    return found


def figure_value(context: FillContext) -> float | None:
    """The value, or the lower end of a range; None if vague or unread."""
    found = quantity_of(context)
    return found.value if found else None


def figure_value_high(context: FillContext) -> float | None:
    """The upper end of a range."""
    found = quantity_of(context)
    return found.value_high if found else None


def figure_comparator(context: FillContext) -> str | None:
    """The comparator, or None if no figure was read."""
    found = quantity_of(context)
    return found.comparator if found else None


def figure_kind(context: FillContext) -> str | None:
    """Count, measure, percent, money, duration, ratio or ordinal_rank."""
    found = quantity_of(context)
    return found.kind if found else None


def figure_unit(context: FillContext) -> str | None:
    """The unit, or for a bare count the counted noun that follows the span."""
    found = quantity_of(context)
    if found is None or found.unit or found.kind != "count":
        return found.unit if found else None
    noun = noun_phrase(plain(_clause_after(surroundings(context).after)), 0)
    return noun.head if noun and noun.plural else None


def figure_entity(context: FillContext) -> str | None:
    """What is counted or measured: in the span, else right behind it."""
    found = quantity_of(context)
    if found is None or found.entity:
        return found.entity if found else None
    after = plain(_clause_after(surroundings(context).after))
    of = after.startswith("of ")
    noun = noun_phrase(_ARTICLES.sub("", after), 0)
    return noun.text if noun and (of or noun.plural) else None


def figure_vague(context: FillContext) -> bool:
    """Tell whether the figure has no number."""
    found = quantity_of(context)
    return found is not None and found.vague


def figure_status(context: FillContext) -> str | None:
    """Planned, estimated or actual, by the verbs of the clause; None if no figure was read."""
    if quantity_of(context) is None:
        return None
    return _status(_clause(context))


def _status(clause: str) -> str:
    if _PLANNED.search(clause) and not _HEDGED.search(clause):
        return "planned"
    return "estimated" if _ESTIMATED.search(clause) else "actual"


def figure_as_of(context: FillContext) -> str | None:
    """The date, month or year the figure holds for: the nearest time phrase of its sentence; None if unsure.

    A phrase with another figure in between belongs to that one.
    """
    around = surroundings(context)
    low, high = len(around.before), len(around.before) + len(around.surface)
    sentence = around.before + around.surface + around.after
    near: list[tuple[int, str | None]] = []
    for phrase in time_phrases(sentence, context.published, future=_status(_clause(context)) == "planned"):
        between = sentence[phrase.end : low] if phrase.end <= low else sentence[high : max(high, phrase.start)]
        apart = _APART.search(between) or (phrase.end <= low and _NEW_CLAUSE.search(between))
        if not apart:
            near.append((len(between), phrase.date))
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _clause_after(after: str) -> str:
    cut = _CLAUSE_END.search(after)
    return after[: cut.start() if cut else 160][:160]


def _clause(context: FillContext) -> str:
    """The span with its clause on both sides."""
    around = surroundings(context)
    starts = [match.end() for match in _CLAUSE_END.finditer(around.before)]
    return around.before[starts[-1] if starts else 0 :] + around.surface + _clause_after(around.after)
