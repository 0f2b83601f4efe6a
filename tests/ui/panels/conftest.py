from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.schema import Schema
from annotator.formats.schema_yaml import load_schema
from annotator.resources import resource
from annotator.ui.kit.theme import Theme, current_theme
from tests.ui.panels.inspector_bench import Bench, bench_of
from tests.ui.panels.samples import claim, desk_of, figure, quote, relation


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Iterator[Theme]:
    try:
        there = current_theme()
    except LookupError:
        there = Theme(qapp, "light")
    yield there
    there.choose("light")


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema(resource("schemas", "claims.yaml").read_text(encoding="utf-8"), "claims.yaml")


@pytest.fixture
def bench(qtbot: QtBot, schema: Schema) -> Bench:
    link = relation(1, "measures", figure(), claim())
    return bench_of(qtbot, schema, desk_of(quote(), figure(), claim(), relations=(link,)))
