"""The page on the file format says what the program does."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from annotator.storage.migrations import APPLICATION_ID, STEPS, migrate

PAGE = (Path(__file__).parents[3] / "docs" / "file-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


def shape(db: sqlite3.Connection) -> dict[str, object]:
    """Return columns, keys and indexes of all tables."""
    tables = db.execute("SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    return {
        name: (
            rowless,
            strict,
            db.execute("SELECT name, type, [notnull], pk FROM pragma_table_info(?)", (name,)).fetchall(),
            db.execute("SELECT [table], [from] FROM pragma_foreign_key_list(?)", (name,)).fetchall(),
            db.execute("SELECT name, [unique] FROM pragma_index_list(?)", (name,)).fetchall(),
        )
        for name, rowless, strict in tables
        if not name.startswith("sqlite_")
    }


def test_the_tables_are_those_of_the_page() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db, closing(sqlite3.connect(":memory:")) as page:
        migrate(db, STEPS)
        for block in BLOCKS:
            if block.startswith("CREATE"):
                page.executescript(block)
        assert shape(page) == shape(db)
        assert len(shape(db)) == 16


def test_the_queries_of_the_page_run() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db, STEPS)
        queries = [block for block in BLOCKS if block.startswith("SELECT")]
        assert len(queries) == 2
        for query in queries:
            assert db.execute(query).fetchall() == []


def test_the_numbers_of_the_page_hold() -> None:
    assert f"| {APPLICATION_ID} (`ANNO`)" in PAGE
    assert f"behind it; now {len(STEPS)} |" in PAGE
