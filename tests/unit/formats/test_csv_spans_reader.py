from __future__ import annotations

from pathlib import Path

from annotator.formats.importers import importer_of
from tests.unit.formats.brat_folder import said
from tests.unit.formats.foreign_files import TEXT, UNCHECKED, at, read, units

QUOTED = '"' + TEXT + '"'


def put(folder: Path, spans: str, articles: str = f"id,text,title\none,{QUOTED},A title\n", links: str = "") -> Path:
    (folder / "articles.csv").write_text(articles, encoding="utf-8")
    (folder / "spans.csv").write_text(spans, encoding="utf-8")
    if links:
        (folder / "relations.csv").write_text(links, encoding="utf-8")
    return folder / "spans.csv"


def place(words: str) -> str:
    return ",".join(map(str, at(words)))


def test_a_table_made_by_hand(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "id,article,label,start,end,text,outcome,reasons,note,annotator\n"
        f'a,one,ruling,{place("fined Ruiz")},fined Ruiz,fined,"[""law"", ""facts""]",Not sure.,ben\n'
        f"b,one,person,{place('Okafor')},Okafor,,,,ben\n",
        links="article,label,head,child\none,ruled_by,a,b\n",
    )
    (article,), told = read("csv-spans", path)
    assert not told
    assert said(article) == [
        ("a", "ruling", "fined Ruiz", {"outcome": "fined", "reasons": ["facts", "law"]}),
        ("b", "person", "Okafor", {}),
    ]
    assert [(row.label, row.head, row.child) for row in article.relations] == [("ruled_by", "a", "b")]
    assert (article.layer, article.named, article.article.title) == ("ben", True, "A title")


def test_semicolons_utf_16_offsets_and_a_byte_order_mark(tmp_path: Path) -> None:
    start, end = units("Okafor")
    path = put(tmp_path, f"\ufeffarticle;label;start;end;text\none;person;{start};{end};Okafor\n")
    (article,), told = read("csv-spans", path)
    assert not told
    assert said(article)[0][2] == "Okafor"


def test_cells_that_were_made_safe_are_as_they_were(tmp_path: Path) -> None:
    text = "=SUM(A1) ‘tis ''quoted"
    path = put(
        tmp_path,
        "article,title,id,label,start,end,fragments,text,attribute:judge,note\n"
        "one,t,a,person,0,8,0-8,'=SUM(A1),'-5,''tis\n",
        f"id,title,publisher,annotator,state,text\none,t,,ben,finished,'{text}\n",
    )
    (article,), told = read("csv-spans", path)
    assert not told
    assert said(article) == [("a", "person", "=SUM(A1)", {"judge": "-5"})]
    assert article.annotations[0].note == "'tis"


def test_rows_that_cannot_be_taken_are_named_with_their_line(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "article,label,start,end,text\n"
        "one,person,x,4,\n"
        "one,,0,3,The\n"
        "one,person,0,3,Tea\n"
        "one,person,0\n"
        "../../etc/passwd,person,0,4,root\n"
        f"one,person,0,{'9' * 5000},\n",
        links="article,label,head,child\none,ruled_by,a,b\n",
    )
    (article,), told = read("csv-spans", path)
    assert not article.annotations
    assert sorted(one.partition("csv")[2][:38] for one in told) == [
        ", line 2: relation 2 is not taken. a i",
        ", line 2: span 2 is not taken. A span ",
        ", line 3: span 3 is not taken. A span ",
        ", line 4: span 4 cannot be placed. The",
        ", line 5: The row has 3 cells, the hea",
        ", line 6: There is no article “../../e",
        ", line 7: span 7 is not taken. A span ",
    ]


def test_tables_that_lack_something(tmp_path: Path) -> None:
    path = put(tmp_path, "article,label\none,person\n")
    assert "The table has no column end, start" in read("csv-spans", path)[1][0]
    (tmp_path / "articles.csv").unlink()
    assert "There is no table of articles beside" in read("csv-spans", path)[1][0]
    put(tmp_path, "article,label,start,end\n", "id,text\none,\n")
    assert "The article has no text" in read("csv-spans", path)[1][0]


def test_it_is_known_by_its_columns(tmp_path: Path) -> None:
    found = importer_of(put(tmp_path, "article,label,start,end\none,person,0,3\n"))
    assert found is not None
    assert found.name == "csv-spans"
    assert importer_of(tmp_path / "articles.csv") is None
    (articles, told) = read("csv-spans", tmp_path)
    assert (len(articles), told) == (1, [f"{tmp_path}/spans.csv: {UNCHECKED}"])
