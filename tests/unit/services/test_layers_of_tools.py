from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import InputError, UsageError
from annotator.formats.schema_yaml import dump_schema
from annotator.services.editing import Editor
from annotator.services.importing import formats_of, import_files
from annotator.services.layers import LayerOptions, import_layer
from annotator.services.projects import Project, create_project, handle_of, open_project
from tests.unit.domain.schema_samples import DEVICE, verdicts
from tests.unit.formats.export_samples import export, hard
from tests.unit.formats.foreign_files import TEXT, at, put
from tests.unit.formats.gold_samples import export as gold_export
from tests.unit.formats.gold_samples import link, row, stored


@pytest.fixture
def court(tmp_path: Path) -> Any:
    create_project(tmp_path / "court.annot", schema_text=dump_schema(verdicts()))
    with open_project(tmp_path / "court.annot", "anna") as project:
        yield project


def task(*annotations: Any) -> dict[str, Any]:
    return {"data": {"text": TEXT}, "annotations": list(annotations)}


def by(who: object, *words: str, label: str = "person") -> dict[str, Any]:
    regions = [
        {
            "id": f"r{nth}",
            "type": "labels",
            "from_name": "label",
            "value": {"start": at(one)[0], "end": at(one)[1], "text": one, "labels": [label]},
        }
        for nth, one in enumerate(words)
    ]
    return {"completed_by": who, "result": regions}


def layers_of(project: Project) -> dict[str, int]:
    return {layer.name: layer.spans for layer in project.reader.summary().layers}


def test_annotators_that_a_file_names_keep_layers_of_their_own(court: Project, tmp_path: Path) -> None:
    people = by({"email": "ida.b@example.org"}, "Ruiz"), by({"id": 7}, "Ruiz", "Okafor"), by("O. Holm", "Okafor")
    path = put(tmp_path / "a.json", [task(*people)])
    options = LayerOptions(form="label-studio", by_annotator=True, finished=True)
    report = import_layer(court, [path], options)
    assert (report.annotations, report.articles, report.failures) == (4, 3, [])
    assert layers_of(court) == {"ida.b": 1, "7": 2, "O.-Holm": 1}


def test_several_annotators_never_become_one_layer(court: Project, tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [task(by(1, "Ruiz"), by(2, "Okafor"))])
    with pytest.raises(InputError, match="several annotators") as raised:
        import_layer(court, [path], LayerOptions(form="label-studio"))
    assert raised.value.where == "1, 2"
    assert court.reader.article_count() == 0


def test_one_annotator_becomes_the_layer_of_whoever_imports_once(court: Project, tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [task(by(1, "Ruiz", "Okafor"))])
    options = LayerOptions(form="label-studio")
    assert import_layer(court, [path], options).annotations == 2
    again = import_layer(court, [path], options)
    assert (again.annotations, again.known, again.edits) == (0, 2, [])
    assert layers_of(court) == {"anna": 2}
    Editor(court).undo()
    assert court.reader.article_count() == 0


def test_an_article_that_nobody_began_comes_in_as_new(court: Project, tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [task()])
    import_layer(court, [path], LayerOptions(form="label-studio", finished=True))
    (article,) = court.reader.article_ids()
    assert court.reader.progress(article) == []


def test_labels_are_listed_renamed_or_added(court: Project, tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", {"text": TEXT, "label": [[*at("Ruiz"), "WHO"], [*at("fined"), "odd label"]]})
    with pytest.raises(InputError) as raised:
        import_layer(court, [path], LayerOptions(form="doccano"))
    assert raised.value.where == "WHO, odd label"
    report = import_layer(court, [path], LayerOptions(form="doccano", add_labels=True))
    assert report.annotations == 2
    added = court.schema.labels[2:]
    assert [(label.name, label.title) for label in added] == [("odd_label", "odd label"), ("who", "WHO")]


@pytest.mark.parametrize("labels", [("PER-SON", "PER SON"), ("Ruling!", "WHO"), ("…", "?!")])
def test_labels_never_become_one_unless_somebody_says_so(court: Project, tmp_path: Path, labels: Any) -> None:
    spans = [[*at(words), label] for words, label in zip(("Ruiz", "fined"), labels, strict=True)]
    path = put(tmp_path / "a.jsonl", {"text": TEXT, "label": spans})
    with pytest.raises(InputError, match="cannot be added as"):
        import_layer(court, [path], LayerOptions(form="doccano", add_labels=True))
    assert not court.reader.article_ids()
    said = dict.fromkeys(labels, "ruling")
    assert import_layer(court, [path], LayerOptions(said, form="doccano", add_labels=True)).annotations == 2
    assert [label.name for label in court.schema.labels] == ["ruling", "person"]


def test_a_relation_into_an_article_that_is_not_there_is_named(court: Project, tmp_path: Path) -> None:
    export("cas-json", tmp_path / "out", hard()[:1])
    report = import_layer(court, [tmp_path / "out"], LayerOptions(form="cas-json"))
    assert [str(one).partition(": ")[2][:41] for one in report.failures] == [
        "The relation overrules is not taken. The "
    ]


def test_whatever_is_dropped_is_known_by_what_it_holds(court: Project, tmp_path: Path) -> None:
    spans = put(tmp_path / "spans.jsonl", {"text": TEXT, "label": [[*at("Ruiz"), "person"]]})
    plain = put(tmp_path / "plain.jsonl", {"text": "Another article."})
    assert formats_of([spans, plain]) == {"doccano", "jsonl"}
    report = import_files(court, [spans, plain])
    assert len(report.added) == 2
    assert not report.failures
    assert layers_of(court) == {"anna": 1}


def test_names_of_annotators_elsewhere() -> None:
    assert [handle_of(name) for name in ("anna@example.org", "Anna B", "7", "ä-ö", "-x-")] == [
        "anna",
        "Anna-B",
        "7",
        "ä-ö",
        "x",
    ]


@pytest.mark.parametrize("name", ["@@@", "gold", "..", "@x", "-", "\x1b[2J@", "."])
def test_a_name_that_leaves_no_handle_costs_what_is_called_by_it(name: str, court: Project, tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [task(by(name, "Ruiz"), by("anna", "Ruiz"))])
    report = import_layer(court, [path], LayerOptions(form="label-studio", by_annotator=True))
    kept = {"anna": 1} if name != "\x1b[2J@" else {"anna": 1, "2J": 1}
    assert layers_of(court) == kept
    assert ["cannot be an annotator's name" in str(error) for error in report.failures] == [True] * (2 - len(kept))
    assert all("a.json, task 1" in error.where for error in report.failures)


def test_a_format_that_is_none_is_refused(court: Project, tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [task(by("anna", "Ruiz"))])
    with pytest.raises(UsageError, match="There is no format “word”"):
        import_layer(court, [path], LayerOptions(form="word"))


def test_relations_between_articles_are_known_the_second_time(court: Project, tmp_path: Path) -> None:
    other = stored(f"{TEXT} So they said.", [row(2, "ruling", [(0, 9)])])
    ends = link(9, "overrules", 1, 2, other.article.id)
    gold_export(tmp_path / "gold", [stored(TEXT, [row(1, "ruling", [(0, 9)])], [ends]), other])
    path = tmp_path / "gold" / "gold.jsonl"
    for prefix in ("s", "r"):  # ids that no project could have made, so they are replaced by new ones
        path.write_text(path.read_text("utf-8").replace(f'"{prefix}_{DEVICE}_', f'"{prefix}'), encoding="utf-8")
    first = import_layer(court, [path], LayerOptions())
    assert not first.failures
    assert first.relations == 1
    assert import_layer(court, [path], LayerOptions()).relations == 0
