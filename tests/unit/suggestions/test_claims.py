from __future__ import annotations

import pytest

from annotator.suggestions import claims
from tests.unit.suggestions.marking import marked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("⟦The ferry sank off the cape⟧.", "fact"),
        ("⟦The ferry will sail again in spring⟧.", "prediction"),
        ("⟦Prices are expected to fall⟧.", "prediction"),
        ("⟦The line may close⟧.", "prediction"),
        ("⟦It could take years⟧.", "prediction"),
        ("⟦In May the line closed⟧.", "fact"),
        ("⟦The town should buy the ferry⟧.", "position"),
        ("⟦The owner must pay⟧.", "position"),
        ("⟦The crossing is dangerous⟧.", "assessment"),
        ("⟦The repair was a clear success⟧.", "assessment"),
        ("⟦Should the ferry sink, the owner pays⟧.", "fact"),
        ("⟦The ferry, which will be sold, sank⟧.", "fact"),
    ],
)
def test_type(text: str, kind: str) -> None:
    assert claims.claim_type(marked(text)) == kind


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("⟦The ferry sank⟧.", "certain"),
        ("⟦The ferry probably sank⟧.", "probable"),
        ("Moss believes that ⟦the ferry sank⟧.", "probable"),
        ("⟦The ferry may have sunk⟧.", "possible"),
        ("⟦The ferry could have sunk⟧, likely at night.", "possible"),
        ("It is unclear whether ⟦the ferry sank⟧.", "unknown"),
        ("⟦Did the ferry sink?⟧", "unknown"),
        ("Moss believes in nothing. ⟦The ferry sank⟧.", "certain"),
    ],
)
def test_certainty(text: str, certainty: str) -> None:
    assert claims.claim_certainty(marked(text)) == certainty


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("⟦The ferry did not sink⟧.", True),
        ("⟦The ferry didn’t sink⟧.", True),
        ("⟦There was no ferry⟧.", True),
        ("⟦The ferry sank⟧.", False),
        ("⟦The ferry not only sank but burned⟧.", False),
        ("⟦There is no doubt that it sank⟧.", False),
        ("⟦If nobody comes, the ferry stays⟧.", False),
        ("⟦The ferry, which was not insured, sank⟧.", False),
    ],
)
def test_negated(text: str, negated: bool) -> None:
    assert claims.claim_negated(marked(text)) is negated


@pytest.mark.parametrize(
    ("text", "conditional"),
    [
        ("⟦If it rains, the ferry stays⟧.", True),
        ("If it rains, ⟦the ferry stays⟧.", True),
        ("⟦The ferry stays unless the owner pays⟧.", True),
        ("⟦The town decides how to react should the ferry sink⟧.", True),
        ("⟦The ferry stays⟧.", False),
        ("⟦Moss asked if the ferry stays⟧.", False),
        ("⟦The town should buy the ferry⟧.", False),
    ],
)
def test_conditional(text: str, conditional: bool) -> None:
    assert claims.claim_conditional(marked(text)) is conditional


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("⟦The ferry sank off the cape⟧.", "article"),
        ("Anna Lind said ⟦the ferry sank⟧.", "person"),
        ("The ministry confirmed that ⟦the ferry sank⟧.", "organisation"),
        ("⟦The ferry sank⟧, two officials said on Friday.", "anonymous"),
        ("⟦The ferry sank⟧, said one diplomat who asked not to be named.", "anonymous"),
        ("⟦The ferry sank, two officials said⟧.", "anonymous"),
        ("⟦The ferry sank⟧, according to a council report.", "organisation"),
        ("“⟦The ferry sank⟧,” Lind said.", "person"),
        ("Lind spoke on Friday. ⟦The ferry sank⟧.", "article"),
    ],
)
def test_source_kind(text: str, kind: str) -> None:
    assert claims.claim_source_kind(marked(text)) == kind


def test_the_source_given_decides_the_kind() -> None:
    assert claims.claim_source_kind(marked("Lind said ⟦it sank⟧.", source="the ministry")) == "organisation"
