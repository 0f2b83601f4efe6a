"""The tour as a person starts it: from the command line, without a display, with a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from annotator.ui.tour.tally import Tally
from tests.e2e.tour_results import assert_adjudicated, assert_gold, assert_pictures


class Done(NamedTuple):
    """A tour that was taken: where, with which home, and what it said."""

    folder: Path
    home: Path
    process: subprocess.CompletedProcess[str]


def started(home: Path, *arguments: object) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "PYTHONIOENCODING": "utf-8"}
    environment.pop("ANNOTATOR_HOME", None)
    command = [sys.executable, "-m", "annotator", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, encoding="utf-8")


def annotator(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    process = started(home, *arguments)
    out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A tour that takes the place of one that somebody broke off."""
    folder, home = tmp_path_factory.mktemp("tour") / "rundgang ü", tmp_path_factory.mktemp("home")
    first = started(home, "tour", folder)
    while first.poll() is None and not list(folder.glob("01-*.png")):
        time.sleep(0.05)
    first.kill()
    first.communicate()
    (folder / "99-old-light.png").write_bytes(b"")
    (folder / "mine.txt").write_text("kept", encoding="utf-8")
    return Done(folder, home, annotator(home, "tour", folder))


def test_the_tour_succeeds_and_says_where_everything_is(tour: Done) -> None:
    assert tour.process.returncode == 0, tour.process.stderr
    assert str(tour.folder) in tour.process.stdout
    lines = tour.process.stdout.splitlines()
    assert any(line.endswith(str(tour.folder / "gold")) for line in lines)
    assert any(line.endswith(str(tour.folder / "gold-adjudicated")) for line in lines)


def test_the_tour_leaves_the_home_of_the_person_alone(tour: Done) -> None:
    assert not list(tour.home.rglob("settings.json"))


def test_the_gold_set_is_what_was_tagged(tour: Done) -> None:
    assert_gold(tour.folder / "gold" / "gold.jsonl")


def test_the_adjudicated_set_is_what_was_decided(tour: Done) -> None:
    assert_adjudicated(tour.folder / "gold-adjudicated")


def test_the_gold_sets_and_the_projects_are_sound(tour: Done) -> None:
    for name in ("gold", "gold-adjudicated", "sample.annot", "shared.annot", "shared-ida.annot"):
        what = tour.folder / name
        checked = annotator(tour.home, "verify", what, "--json")
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_pictures_show_something_in_light_and_in_dark(tour: Done) -> None:
    assert_pictures(tour.folder)


@pytest.mark.parametrize("name", ["sample.annot", "shared.annot"])
def test_a_folder_with_a_project_of_ones_own_is_left_alone(tmp_path: Path, name: str) -> None:
    own = tmp_path / name
    own.write_bytes(b"months of work")
    refused = annotator(tmp_path, "tour", tmp_path)
    assert refused.returncode == 1
    assert name in refused.stderr
    assert own.read_bytes() == b"months of work"
    assert list(tmp_path.iterdir()) == [own]


def test_a_second_tour_takes_the_place_of_the_first(tour: Done) -> None:
    assert (tour.folder / "mine.txt").read_text(encoding="utf-8") == "kept"
    assert not (tour.folder / "99-old-light.png").exists()
    assert_pictures(tour.folder)


def _record() -> dict[str, Any]:
    """Return a record as small as can be, with all that the tally looks at."""
    text = "One dam, two cracks, said Vaal."
    spans: list[dict[str, Any]] = [
        {"id": "s_1", "label": "claim", "fragments": [{"start": 0, "end": 7}], "note": "why?"},
        {"id": "s_2", "label": "quote", "fragments": [{"start": 0, "end": 3}, {"start": 9, "end": 12}], "note": ""},
    ]
    for span in spans:
        span["text"] = " ".join(text[part["start"] : part["end"]] for part in span["fragments"])
        span |= {"attributes": {"speaker": "Vaal"}, "annotators": ["anna"]}
    link = {"label": "claim_link", "head": "s_1", "child": "s_2", "attributes": {"link_type": "same", "speaker": None}}
    provenance = {"annotators": ["anna"], "status": "finished"}
    return {
        "text": text, "spans": spans, "relations": [link], "source": {"title": "Dam"}, "provenance": provenance
    }  # fmt: skip


def _tally() -> Tally:
    tally = Tally("Dam", "anna")
    claim, quote = tally.add("claim", "One dam"), tally.add("quote", "One", "two")
    claim.note = "why?"
    quote.attributes = {"speaker": "Vaal"}
    tally.link("claim_link", claim, quote, link_type="same")
    return tally


def _change(record: dict[str, Any], path: str, value: object) -> None:
    *way, last = [int(key) if key.isdigit() else key for key in path.split("/")]
    target: Any = record
    for key in way:
        target = target[key]
    target[last] = value


def _differences(tmp_path: Path, *records: dict[str, Any]) -> list[str]:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return _tally().differences(gold)


def test_the_tally_agrees_with_what_is_the_same(tmp_path: Path) -> None:
    assert _differences(tmp_path, _record()) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("source/title", "Another"),
        ("provenance/status", "in_progress"),
        ("provenance/annotators", ["ben"]),
        ("spans/0/label", "quote"),
        ("spans/0/fragments/0/end", 6),
        ("spans/0/note", ""),
        ("spans/0/annotators", ["ben"]),
        ("spans/1/attributes/speaker", None),
        ("spans/1/fragments", [{"start": 0, "end": 12}]),
        ("spans", _record()["spans"][:1]),
        ("spans", [*_record()["spans"], _record()["spans"][0]]),
        ("relations", []),
        ("relations", _record()["relations"] * 2),
        ("relations/0/label", "said_by"),
        ("relations/0/attributes/link_type", "updates"),
    ],
)
def test_the_tally_notices_every_difference(tmp_path: Path, path: str, value: object) -> None:
    record = _record()
    _change(record, path, value)
    if path == "spans" and len(record["spans"]) == 1:
        record["relations"] = []
    assert _differences(tmp_path, record)


def test_the_tally_notices_another_article(tmp_path: Path) -> None:
    assert _differences(tmp_path, _record(), _record())
    assert _differences(tmp_path)
