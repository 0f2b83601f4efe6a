"""The CAS exports as dkpro-cassis reads them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.stored import StoredArticle
from annotator.formats.cas.types import feature_name
from annotator.formats.export_folder import export_folder
from annotator.formats.exporters import exporter_named
from annotator.formats.layer_articles import LayerArticle
from tests.unit.domain.schema_samples import verdicts
from tests.unit.formats.export_samples import context, export, hard, layer_articles
from tests.unit.formats.gold_samples import SCHEMA, row, stored, stored_articles

Load = Callable[[Path, str], Any]
FORMS = ("cas-xmi", "cas-json")


@pytest.fixture
def cassis() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cassis' imports
        yield pytest.importorskip("cassis", reason="dkpro-cassis is not installed")


@pytest.fixture
def load(cassis: Any) -> Load:
    def read(folder: Path, name: str) -> Any:
        if (folder / "TypeSystem.xml").exists():
            types = cassis.load_typesystem((folder / "TypeSystem.xml").read_bytes().decode())
            with (folder / f"{name}.xmi").open("rb") as file:
                return cassis.load_cas_from_xmi(file, typesystem=types)
        with (folder / f"{name}.json").open("rb") as file:
            return cassis.load_cas_from_json(file)

    return read


def clean(text: str) -> str:
    return text.replace("\uffff", "\ufffd")


def pairs(found: Any) -> list[list[int]]:
    fragments = found.fragments
    listed = [] if fragments is None else getattr(fragments, "elements", fragments)
    return [[one.begin, one.end] for one in listed] or [[found.begin, found.end]]


def values(found: Any, names: list[str]) -> dict[str, Any]:
    got = {name: getattr(found, feature_name(name), None) for name in names}
    return {name: getattr(value, "elements", value) for name, value in got.items() if value is not None}


def check(article: LayerArticle, cas: Any, same: Callable[[str], str] = clean) -> None:
    """Hold a CAS against an article; cassis turns UTF-16 offsets back into code points."""
    assert cas.sofa_string == same(article.text)
    names = [item.name for item in SCHEMA.attributes]
    spans = {one.identifier: one for one in cas.select("annotator.Span")}
    assert set(spans) == {span.id for span in article.spans}
    for span in article.spans:
        found = spans[span.id]
        assert found.type.name == f"annotator.span.{span.label}"
        assert (found.begin, found.end) == (span.start, span.end)
        assert pairs(found) == [list(pair) for pair in span.fragments]
        assert (found.note or "") == same(span.note)
        expected = {name: same(value) if isinstance(value, str) else value for name, value in span.attributes.items()}
        assert values(found, names) == expected
    links = {one.identifier: one for one in cas.select("annotator.Relation")}
    assert set(links) == {link.id for link in article.relations}
    for link in article.relations:
        found = links[link.id]
        assert found.type.name == f"annotator.relation.{link.label}"
        assert found.head.identifier == link.head
        assert (found.childIdentifier, found.childArticle) == (link.child, link.child_article)
        assert found.child is None or found.child.identifier == link.child
        assert (found.child is None) == (link.child_article != article.article.id)
        assert values(found, ["judge"]) == link.attributes
    (about,) = cas.select("annotator.Article")
    assert about.identifier == article.article.id
    assert (about.title or "", about.url or "") == (article.article.title, article.article.url)
    assert (about.annotator, about.state) == ("anna", "finished")


@pytest.mark.parametrize("form", FORMS)
def test_everything_is_read(load: Load, form: str, tmp_path: Path) -> None:
    export(form, tmp_path)
    for article in layer_articles(hard()):
        check(article, load(tmp_path, article.article.id), clean if form == "cas-xmi" else str)


@pytest.mark.parametrize("form", FORMS)
@given(articles=stored_articles(SCHEMA))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_every_layer_is_read(
    load: Load, form: str, articles: list[StoredArticle], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cas")
    export(form, folder, articles)
    for article in layer_articles(articles):
        check(article, load(folder, article.article.id), clean if form == "cas-xmi" else str)


def test_offsets_on_the_wire_are_utf16(tmp_path: Path) -> None:
    export("cas-xmi", tmp_path, [article := stored("👩‍👩‍👧 said so", [row(1, "person", [(6, 10)])])])
    written = (tmp_path / f"{article.article.id}.xmi").read_text("utf-8")
    assert 'begin="9" end="13" identifier' in written


def test_both_forms_say_the_same(load: Load, tmp_path: Path) -> None:
    articles = [each for each in hard() if "\uffff" not in each.text]
    for form in FORMS:
        export(form, tmp_path / form, articles)
    for article in layer_articles(articles):
        one, other = (load(tmp_path / form, article.article.id) for form in FORMS)
        assert [(span.begin, span.end, span.identifier) for span in one.select("annotator.Span")] == [
            (span.begin, span.end, span.identifier) for span in other.select("annotator.Span")
        ]


def test_attributes_with_the_names_of_features(cassis: Any, load: Load, tmp_path: Path) -> None:
    names = ["begin", "type", "note", "id", "fragments", "end", "sofa"]
    schema = verdicts(
        labels=[{"name": "claim", "color": "#aa3300", "attributes": names}],
        attributes=[{"name": name, "type": "text"} for name in names],
        relations=[],
    )
    article = stored("A claim.", [row(1, "claim", [(2, 7)], **{name: f"my {name}" for name in names})])
    for form in FORMS:
        export_folder(exporter_named(form), tmp_path / form, [article], context(schema))
        (found,) = load(tmp_path / form, article.article.id).select("annotator.span.claim")
        assert (found.begin, found.end) == (2, 7)
        assert values(found, names) == {name: f"my {name}" for name in names}
    assert cassis
