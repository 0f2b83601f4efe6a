from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation import GOLD, Annotation, Progress, Relation, Setting
from annotator.domain.article import Article, State
from annotator.domain.edit import Change, Record
from annotator.domain.errors import RuleError
from annotator.domain.ownership import check_own
from annotator.domain.span import fragments_of

SPAN = Annotation("s_1", "a_1", "ben", "claim", fragments_of([(0, 5)]))
LINK = Relation("r_1", "a_1", "ben", "said_by", "s_1", "s_2", "a_1")
STATE = Progress("a_1", "ben", State.FINISHED, 1)
SCHEMA = Change(Setting("schema", "old"), Setting("schema", "new"))


def changed(record: Annotation | Relation | Progress) -> Record:
    match record:
        case Annotation():
            return replace(record, note="seen")
        case Relation():
            return replace(record, attributes={"sure": True})
        case Progress():
            return replace(record, at_ms=2)


@given(
    record=st.sampled_from([SPAN, LINK, STATE]),
    layer=st.sampled_from(["anna", "ben", GOLD]),
    way=st.sampled_from(["add", "change", "delete"]),
)
def test_only_ones_own_layer_and_gold_are_changed(
    record: Annotation | Relation | Progress, layer: str, way: str
) -> None:
    owned = replace(record, layer=layer)
    before = None if way == "add" else owned
    after = None if way == "delete" else changed(owned) if way == "change" else owned
    if layer == "ben":
        with pytest.raises(RuleError, match="only ben can change it"):
            check_own("anna", (Change(None, Setting("title", "x")), Change(before, after)))
    else:
        check_own("anna", (Change(before, after),))


def test_nobody_takes_an_annotation_over_or_gives_one_away() -> None:
    mine = replace(SPAN, layer="anna")
    for before, after in ((SPAN, mine), (mine, SPAN)):
        with pytest.raises(RuleError, match="layer of ben"):
            check_own("anna", (Change(before, after),))


def test_articles_and_settings_are_everybodys() -> None:
    article = Article("a_1", "0", 9)
    check_own("anna", (Change(None, article), Change(article, replace(article, title="Dam")), SCHEMA))


def test_a_change_of_the_schema_rewrites_every_layer_but_moves_and_deletes_nothing() -> None:
    check_own("anna", (SCHEMA, Change(SPAN, replace(SPAN, label="statement", attributes={"kind": "fact"}))))
    check_own("anna", (SCHEMA, Change(LINK, replace(LINK, label="by"))))
    moved = replace(SPAN, fragments=fragments_of([(0, 4)]))
    elsewhere = replace(LINK, child="s_3")
    for change in (
        Change(SPAN, None),
        Change(None, SPAN),
        Change(SPAN, moved),
        Change(SPAN, replace(SPAN, note="mine now")),
        Change(SPAN, replace(SPAN, layer="cleo")),
        Change(LINK, elsewhere),
        Change(STATE, replace(STATE, at_ms=2)),
    ):
        with pytest.raises(RuleError, match="only ben"):
            check_own("anna", (SCHEMA, change))
    with pytest.raises(RuleError, match="only ben"):
        check_own("anna", (Change(SPAN, replace(SPAN, label="statement")),))
