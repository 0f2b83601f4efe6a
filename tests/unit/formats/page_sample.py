"""The article that the pages about formats show, exported."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from annotator.domain.identity import object_id
from annotator.domain.schema import Schema
from annotator.domain.stored import RelationRow, StoredArticle
from annotator.formats.export_folder import export_folder
from annotator.formats.exporter import ExportContext
from annotator.formats.exporters import exporter_named
from annotator.formats.schema_yaml import load_schema
from annotator.resources import resource
from tests.unit.domain.schema_samples import DEVICE
from tests.unit.formats.gold_samples import row, stored

TEXT = "“It is safe,” said Mara Lind. “Walk over it.”\nAbout 300 people did.\n"


@cache
def schema() -> Schema:
    """Return the default schema."""
    return load_schema(resource("schemas", "claims.yaml").read_text("utf-8"), "claims.yaml")


def article() -> StoredArticle:
    """Return an article with an interrupted quote, the claim in it, a figure, a note, and who said what."""
    quote = row(1, "quote", [(0, 13), (30, 45)], quote_type="direct", speaker="Mara Lind", cue="said")
    claim = row(2, "claim", [(1, 11)], claim_type="assessment", certainty="certain")._replace(note="Says who built it.")
    figure = row(3, "figure", [(46, 62)], value=300.0, comparator="~", unit="people")
    here = stored(TEXT).article.id
    said = RelationRow(
        object_id("r", DEVICE, 4), "anna", "said_by", object_id("s", DEVICE, 1), object_id("s", DEVICE, 2), here, "{}"
    )
    return stored(TEXT, [quote, claim, figure], [said], title="The new bridge", publisher="Harbour Post", file="b.txt")


def export_sample(name: str, folder: Path) -> None:
    """Export the article to a format."""
    context = ExportContext(schema(), "anna", "Bridges", "p_1", "1", "1.0")
    export_folder(exporter_named(name), folder, [article()], context)
