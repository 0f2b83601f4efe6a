"""Rules for claims: type, certainty, negation, condition, kind of source."""

from __future__ import annotations

from typing import Final

import regex

from annotator.suggestions.attribution import claim_cue
from annotator.suggestions.context import FillContext, surroundings
from annotator.suggestions.cue_words import any_of
from annotator.suggestions.speakers import speaker_kind

_POSITION: Final = any_of(
    "must(n't)? ought(n't)?_to needs?_to has_to had_better shouldn't it_is_time_to calls?_for called_for insists?_on "
    "deserves? unacceptable intolerable demands_that (we|you|they|he|she|it|countries|leaders)_have_to"
)
# "should North Korea join the war" is a condition, not a position.
_SHOULD: Final = regex.compile(r"\bshould\b(?!\s+(?:\p{Lu}|(?:the|an?|he|she|they|it|we|you|any|there)\b))")
_INVERSION: Final = regex.compile(
    r"\b[Ss]hould\s+(?:\p{Lu}[\p{L}]*(?:\s\p{Lu}[\p{L}]*){0,4}|the\s\p{L}+|he|she|they|it|any\s\p{L}+)\s+\p{Ll}+"
)
_MAY: Final = regex.compile(r"\bmay\b|^[“\"]?May\s+\p{Ll}")
_PREDICTION: Final = any_of(
    "will won't would wouldn't could shall might likely_to expected_to expects? forecasts? predicts? "
    "destined_to \\p{L}+'ll "
    "in_the_coming_\\p{L}+ is_to_be are_to_be "
    "(is|are|was|were|be)_(set|due|poised|bound|about|going|unlikely|forecast|projected|scheduled|on_course|on_track)_to"
)
_ASSESSMENT: Final = any_of(
    "danger(ous|ously)? serious(ly)? severe(ly)? significant(ly)? desperate weak(er|ness|est)? strong(er|est)? illegal "
    "unprecedented disruptive successful(ly)? fail(ed|ing|ure|s) irresponsible important crucial clear(er|est)? "
    "worrying "
    "alarming concerning good bad better worse best worst great(er|est)? terrible shameful brave reckless fair unfair "
    "right wrong necessary useless effective(ly)? ineffective impressive disappointing remarkable huge "
    "ambiguous robust "
    "legitimate destabili[sz]ing provocative provocation historic difficult hard(er|est)? easy easier simple complex "
    "impossible meaningless symbolic decisive critical vital poor(ly)? excellent escalation "
    "threat(s|ens|en|ened|ening)? "
    "disaster catastroph\\p{L}+ triumph mistake success breakthrough turning_point sign_of hostile beautiful ugly "
    "generous cruel absurd ridiculous outrageous scandal(ous)? promising welcome too_(\\p{L}+)_to overstretched",
)
_UNKNOWN: Final = any_of(
    "unclear unknown unconfirmed uncertain unverified allegedly not_(clear|known|certain) "
    "(do|does|did)_not_(yet_)?know "
    "(don't|doesn't|didn't)_(yet_)?know (remains?|left|yet)_to_be_seen whether_or_not no_word_on "
    "(could_not|cannot|couldn't)_(be_)?(independently_)?(verif|confirm)\\p{L}*"
)
_QUESTION: Final = regex.compile(r"\?\s*[”\"’]?\s*$")
_POSSIBLE: Final = any_of(
    "might could possibly possible possibility perhaps maybe potentially conceivabl[ey] suspect(s|ed)? rumou?red"
)
_PROBABLE: Final = any_of(
    "likely unlikely probabl[ey] probability expect(s|ed|ing)? believ(e|es|ed|ing) thinks? thought assum(e|es|ed) "
    "presumabl[ey] appear(s|ed)? seem(s|ed|ingly)? suggest(s|ed|ing)? assess(es|ed)? anticipat(e|es|ed) "
    "estimat(e|es|ed) "
    "forecasts? projected predict(s|ed)? reportedly apparent(ly)? set_to due_to_be poised"
)
_NEGATION: Final = any_of(
    "not never no none nobody nothing neither nor cannot \\p{L}+n't fail(s|ed)?_to unable_to refus(es|ed)_to"
)
_NOT_NEGATION: Final = any_of(
    "not_(only|just|merely|least) no_(doubt|less|fewer|more|later|sooner|matter|limits) nothing_(but|less) no\\._\\d+ "
    "whether_or_not"
)
_IF: Final = any_of(
    "if unless provided_that providing_that as_long_as so_long_as in_case in_the_event on_condition_that "
    "otherwise depending_on"
)
_WHETHER: Final = any_of(
    "(ask(s|ed|ing)?|wonder(s|ed)?|see|know|knows|unclear|sure|determine|decide|doubt(s|ed)?|as)_if on_condition_of"
)
_SIDE_CLAUSE: Final = regex.compile(
    r"^(?:if|unless|although|though|because|since|while|as)\b[^,;]*,|\b(?:if|unless|although|though)\b[^,;]*(?:,|$)"
    r"|,\s*(?:which|who|whose|where|because|while)\b[^,;]*(?:,|$)",
    regex.I,
)
_LEAD_IN: Final = 80
"""Code points before the claim whose cue words still say how sure its source is ("he believed that …")."""


def claim_type(context: FillContext) -> str:
    """Position on "should" or "must", prediction on "will" or "could", assessment on a judging word, else fact."""
    words = _main_clause(surroundings(context).surface)
    if _POSITION.search(words) or _SHOULD.search(words):
        return "position"
    if _PREDICTION.search(words) or _MAY.search(words):
        return "prediction"
    return "assessment" if _ASSESSMENT.search(words) else "fact"


def claim_certainty(context: FillContext) -> str:
    """How sure the source is, by the words of the claim and those that lead to it; certain if nothing hedges."""
    around = surroundings(context)
    words = f"{around.before[-_LEAD_IN:]} {around.surface}"
    if _UNKNOWN.search(words) or _QUESTION.search(words):
        return "unknown"
    if _POSSIBLE.search(words) or _MAY.search(words):
        return "possible"
    return "probable" if _PROBABLE.search(words) else "certain"


def claim_negated(context: FillContext) -> bool:
    """Tell whether the main clause is negated; "not only" and "no doubt" are not negations."""
    words = _main_clause(surroundings(context).surface)
    return _NEGATION.search(_NOT_NEGATION.sub(" ", words)) is not None


def claim_conditional(context: FillContext) -> bool:
    """Tell whether the claim, or the words that lead to it in its clause, name a condition."""
    around = surroundings(context)
    lead = regex.split(r"[;:“]|\b(?:said|says|that)\b", around.before)[-1]
    words = _WHETHER.sub(" ", f"{lead} {around.surface}")
    return _IF.search(words) is not None or _INVERSION.search(words) is not None


def claim_source_kind(context: FillContext) -> str:
    """Person, organisation or anonymous if a source stands beside the claim, else the article itself."""
    named = context.attributes.get("source")
    if isinstance(named, str) and named.strip():
        kind = speaker_kind(named)
    else:
        cue = claim_cue(surroundings(context))
        kind = speaker_kind(cue.source) if cue else None
    if kind is None:
        return "article"
    return "organisation" if kind == "document" else kind


def _main_clause(words: str) -> str:
    main = _SIDE_CLAUSE.sub(" ", words).strip()
    return main or words
