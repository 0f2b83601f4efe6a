"""What a gold export is asked for, and what it says when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.adjudication import AllSettled

GOLD_FILE = "gold.jsonl"
LAYERS_FILE = "layers.jsonl"
LINEAGE_FILE = "lineage.jsonl"
LINEAGE_SCHEMA_FILE = "lineage.schema.json"
SCHEMA_FILE = "gold.schema.json"
LAYERS_SCHEMA_FILE = "layers.schema.json"
FEATURES_FILE = "features.json"
CARD_FILE = "README.md"
SUMS_FILE = "SHA256SUMS"
REGIONS_FILE = "regions.jsonl"
"""Beside the records: which passages of a text are not the article's own words. Only written if there are any."""
SCHEMA_VERSION = "1.0"
"""The version of the record's form."""


@dataclass(frozen=True, slots=True)
class GoldOptions:
    """What to export.

    `layer` is the annotator or `gold`; None writes `layers.jsonl` only. `layers` adds the layers of all annotators.
    Articles that the layer's annotator has not finished are left out unless `include_unfinished`. `split` maps
    article ids to `train`, `dev` or `test`. `stand_off` leaves the articles' texts out. `adjudicators` maps article ids
    to who brought the gold layer to its state, `left_out` to what was left out of it, by id. The rest is for the
    record's provenance and the dataset card; none of it may depend on the time of the export.
    """

    layer: str | None
    tool_version: str
    project_id: str = ""
    title: str = ""
    guideline_version: str = ""
    adjudicators: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, AllSettled] = field(default_factory=dict)
    layers: bool = True
    include_unfinished: bool = False
    stand_off: bool = False
    split: Mapping[str, str] = field(default_factory=dict)
    split_method: str = ""
    text_licence: str = ""
    annotation_licence: str = ""
    agreement: tuple[str, ...] = ()


@dataclass(slots=True)
class Counts:
    """What a file of records holds. `characters` are code points; the maps have no zeros.

    `excluded` are articles with passages that are not their own words. `split_spans` maps part -> label -> spans.
    """

    articles: int = 0
    characters: int = 0
    empty: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)
    split_spans: dict[str, Counter[str]] = field(default_factory=dict)
    excluded: int = 0
    annotators: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A finished and verified export.

    `files` maps names to sizes in bytes; `unfinished` articles were left out.
    """

    folder: Path
    files: Mapping[str, int]
    gold: Counts
    layers: Counts
    unfinished: int
