"""Writes the gold record as Parquet, with the features by which Hugging Face `datasets` knows the columns."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import orjson
from typing_extensions import override

from annotator.formats.exporter import ExportContext, Exporter, Output, library
from annotator.formats.gold.features import features
from annotator.formats.gold.lines import LineMaker
from annotator.formats.gold.options import FEATURES_FILE, GoldOptions
from annotator.formats.layer_articles import LayerArticle
from annotator.formats.losses import Losses

DATA_FILE = "gold.parquet"
_TITLE = "A Parquet file"
_ROWS = 200
"""Articles that are held until they are written together, as one row group."""


class _Pipe(io.RawIOBase):
    """Takes what pyarrow writes until somebody fetches it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._written = 0

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any, /) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._written += len(piece)
        return len(piece)

    @override
    def tell(self) -> int:
        return self._written

    def fetch(self) -> bytes:
        """Return what was written since the last time."""
        data, self._pieces = b"".join(self._pieces), []
        return data


class ParquetWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._arrow: Any = library("pyarrow", _TITLE)
        parquet: Any = library("pyarrow.parquet", _TITLE)
        options = GoldOptions(
            layer=context.layer,
            tool_version=context.tool_version,
            guideline_version=context.guideline_version,
            split=context.split,
            adjudicators=context.adjudicators,
        )
        self._lines = LineMaker(context.schema, options)
        self._features = features(context.schema)
        described = orjson.dumps({"info": {"features": self._features}})
        self._schema = self._arrow.schema(_fields(self._features, self._arrow), metadata={"huggingface": described})
        self._pipe = _Pipe()
        self._file = parquet.ParquetWriter(self._pipe, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Add the record of an article."""
        del losses  # the record holds everything
        self._rows.append(orjson.loads(self._lines.line(article.stored, article.layer).data))
        if len(self._rows) == _ROWS:
            self._flush(out)

    def finish(self, out: Output) -> None:
        """Write the last rows, the index of the file, and the features."""
        if self._rows:
            self._flush(out)
        self._file.close()
        out.append(DATA_FILE, self._pipe.fetch())
        out.write(FEATURES_FILE, orjson.dumps(self._features, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))

    def _flush(self, out: Output) -> None:
        self._file.write_batch(self._arrow.RecordBatch.from_pylist(self._rows, schema=self._schema))
        self._rows.clear()
        out.append(DATA_FILE, self._pipe.fetch())


def _fields(described: Mapping[str, Any], arrow: Any) -> list[Any]:
    return [arrow.field(name, _type(feature, arrow)) for name, feature in described.items()]


def _type(feature: Mapping[str, Any], arrow: Any) -> Any:
    """Return the Arrow type of a feature: a value, a list, or a structure of named features."""
    kind = feature.get("_type")
    if kind == "Value":
        return arrow.type_for_alias(feature["dtype"])
    if kind == "List":
        return arrow.list_(_type(feature["feature"], arrow))
    return arrow.struct(_fields(feature, arrow))


EXPORTER = Exporter(
    name="parquet",
    title="Parquet",
    summary="The gold record as a table for pyarrow, pandas and Hugging Face datasets",
    files=(DATA_FILE, FEATURES_FILE),
    lacks=frozenset(),
    start=ParquetWriter,
)
