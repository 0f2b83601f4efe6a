"""The dataset card: what a person should know before using the set."""

from __future__ import annotations

from functools import cache

import jinja2

from annotator.domain.annotation import GOLD
from annotator.domain.schema import Attribute, Schema
from annotator.formats.gold.options import (
    CARD_FILE,
    FEATURES_FILE,
    GOLD_FILE,
    LAYERS_FILE,
    LAYERS_SCHEMA_FILE,
    LINEAGE_FILE,
    LINEAGE_SCHEMA_FILE,
    REGIONS_FILE,
    SCHEMA_FILE,
    SUMS_FILE,
    Counts,
    GoldOptions,
)
from annotator.formats.schema_yaml import schema_sha256
from annotator.resources import resource

STAND_OFF_NOTE = (
    "The texts of the articles are left out. `annotator rehydrate` puts them back from your own copies; a copy whose\n"
    "SHA-256 is not the one recorded here is refused.\n"
)
_GOLD_FILES = (
    (GOLD_FILE, "the gold set"),
    (SCHEMA_FILE, "its form as JSON Schema 2020-12"),
)
_LAYERS_FILES = (
    (LAYERS_FILE, "the layer of every annotator, with the key `annotator`"),
    (LAYERS_SCHEMA_FILE, "its form as JSON Schema 2020-12"),
)
_REGIONS_FILES = ((REGIONS_FILE, "passages that are not the articles' own words"),)
_LINEAGE_FILES = (
    (LINEAGE_FILE, "what each gold span was made from, who decided, when, and what was left out"),
    (LINEAGE_SCHEMA_FILE, "its form as JSON Schema 2020-12"),
)
_OTHER_FILES = (
    (FEATURES_FILE, "the columns as Hugging Face features"),
    (CARD_FILE, "this card"),
    (SUMS_FILE, "checksums, for `annotator verify` or `sha256sum --check`"),
)


def _cell(text: str) -> str:
    """Return a text that stays within one cell of a table and one line."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def _meaning(attribute: Attribute) -> str:
    return ", ".join(attribute.values) or attribute.help


@cache
def _template() -> jinja2.Template:
    """Return the template of the card; compiling it takes as long as exporting a hundred articles."""
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701 (Markdown, not HTML; `cell` makes texts safe for it)
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters |= {"cell": _cell, "s": lambda count: "" if count == 1 else "s"}
    return environment.from_string(resource("templates", "dataset_card.md.j2").read_text("utf-8"))


def dataset_card(schema: Schema, options: GoldOptions, gold: Counts, layers: Counts) -> str:
    """Return the card in Markdown, with a header that the Hugging Face hub reads."""
    forms = {item.name: item.attributes for item in schema.labels}
    forms |= {item.name: item.attributes for item in schema.relations}
    owners = {item.name: [name for name, form in forms.items() if item.name in form] for item in schema.attributes}
    alone = options.layer is None
    with_layers = alone or options.layers
    return _template().render(
        title=options.title or schema.title,
        schema=schema,
        schema_sha256=schema_sha256(schema),
        options=options,
        gold=layers if alone else gold,
        layers=Counts() if alone or not with_layers else layers,
        data_file=LAYERS_FILE if alone else GOLD_FILE,
        files=[
            *(() if alone else _GOLD_FILES),
            *(_LAYERS_FILES if with_layers else ()),
            *(_REGIONS_FILES if gold.excluded or layers.excluded else ()),
            *(_LINEAGE_FILES if options.layer == GOLD else ()),
            *_OTHER_FILES,
        ],
        stand_off_note=STAND_OFF_NOTE,
        owners=owners,
        meaning=_meaning,
    )
