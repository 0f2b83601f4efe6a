"""The rules that a schema's attributes can name with `auto`: one name, one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from annotator.domain.annotation import AttributeValue
from annotator.suggestions import claims, figures, quotes
from annotator.suggestions.context import FillContext

__all__ = ["FILLERS", "FillContext", "Filler"]

Filler = Callable[[FillContext], AttributeValue]

FILLERS: Final[Mapping[str, Filler]] = MappingProxyType(
    {
        "figure_value": figures.figure_value,
        "figure_value_high": figures.figure_value_high,
        "figure_comparator": figures.figure_comparator,
        "figure_kind": figures.figure_kind,
        "figure_unit": figures.figure_unit,
        "figure_entity": figures.figure_entity,
        "figure_vague": figures.figure_vague,
        "figure_as_of": figures.figure_as_of,
        "figure_status": figures.figure_status,
        "quote_type": quotes.quote_type,
        "quote_cue": quotes.quote_cue_verb,
        "quote_relay": quotes.quote_relay,
        "quote_altered": quotes.quote_altered,
        "quote_speaker_kind": quotes.quote_speaker_kind,
        "claim_type": claims.claim_type,
        "claim_certainty": claims.claim_certainty,
        "claim_negated": claims.claim_negated,
        "claim_conditional": claims.claim_conditional,
        "claim_source_kind": claims.claim_source_kind,
    }
)
"""Filler name -> rule. A rule looks at the span and a bounded piece of text around it, and never raises."""
