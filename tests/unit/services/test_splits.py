from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from annotator.domain.errors import CancelledError, ProjectDamagedError
from annotator.domain.splits import Split
from annotator.services.articles import import_articles
from annotator.services.editing import Editor
from annotator.services.exporting import ExportOptions, export_layer
from annotator.services.projects import Project, read_project, verify_project
from annotator.services.splits import find_groups, keep_split, plan_json, plan_split, stored_split

SHARES = {"train": 0.6, "dev": 0.2, "test": 0.2}
_SYLLABLES = "ba ce di fo gu ha ki lo mu ne pa ri so tu va we".split()


def prose(seed: int, number: int = 200) -> str:
    random = Random(seed)
    return " ".join("".join(random.choices(_SYLLABLES, k=3)) for _ in range(number))


@pytest.fixture
def wire(project: Project, tmp_path: Path) -> Project:
    """The project with ten more articles, of which the fifth is a rewrite of the fourth."""
    folder = tmp_path / "wire"
    folder.mkdir()
    for nth in range(10):
        text = prose(nth) if nth != 5 else f"{prose(4)[:700]} {prose(99, 100)}"
        (folder / f"{nth}.txt").write_text(text, encoding="utf-8")
    import_articles(project, [folder])
    return project


def ids(project: Project) -> list[str]:
    return project.reader.article_ids()


def test_a_split_is_planned_kept_undone_and_found_again(wire: Project) -> None:
    pair = sorted(ids(wire)[6:8])
    plan = plan_split(wire.reader, SHARES, 0, layer="anna")
    assert plan.groups.groups == (tuple(pair),)
    assert sorted(plan.split.parts) == sorted(ids(wire))
    assert len({plan.split.parts[article] for article in pair}) == 1
    assert [(count.part, count.articles) for count in plan.counts] == [("train", 7), ("dev", 3), ("test", 2)]
    assert plan.counts[0].groups == 1
    assert stored_split(wire.settings) is None

    edit = keep_split(wire, plan.split)
    assert edit is not None
    assert (edit.name, keep_split(wire, plan.split)) == ("split articles", None)
    with read_project(wire.path) as file:
        assert stored_split(file.settings()) == plan.split
        assert plan_split(file, SHARES, 0, layer=None).split == plan.split
    editor = Editor(wire)
    assert editor.undo_name == "split articles"
    editor.undo()
    wire.saver.flush()
    assert stored_split(wire.reader.settings()) is None
    assert verify_project(wire.path) == []


def rewrites(text: str, seed: int) -> list[str]:
    """The first 60 % of a text, its first 35 %, and the text with a fifth of its words changed, each filled up."""
    random, words = Random(seed), text.split()
    other = prose(1_000 + seed, len(words)).split()
    changed = list(words)
    for at in random.sample(range(len(words)), len(words) // 5):
        changed[at] = other[at]
    shares = (round(0.6 * len(words)), round(0.35 * len(words)))
    return [*(" ".join([*words[:cut], *other[cut:]]) for cut in shares), " ".join(changed)]


def containment(one: str, other: str) -> float:
    mine, yours = (set(zip(*[text.split()[at:] for at in range(5)], strict=False)) for text in (one, other))
    return len(mine & yours) / min(len(mine), len(yours))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_near_duplicate_pair_crosses_a_split(project: Project, tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    for nth in range(15):
        original = prose(10 * seed + nth, 400)
        for copy, text in enumerate([original, *rewrites(original, nth)]):
            (folder / f"{nth:02}-{copy}.txt").write_text(text, encoding="utf-8")
    import_articles(project, [folder])
    split = plan_split(project.reader, SHARES, seed, layer=None).split
    texts = dict(project.reader.texts())
    crossing = [
        pair
        for pair in combinations(sorted(texts), 2)
        if split.parts[pair[0]] != split.parts[pair[1]] and containment(texts[pair[0]], texts[pair[1]]) >= 0.3
    ]
    assert crossing == []
    assert set(split.parts.values()) == set(SHARES)


def test_spans_are_counted_by_label_and_part(wire: Project) -> None:
    editor = Editor(wire)
    editor.open(ids(wire)[2])
    editor.tag("claim", [(0, 6)])
    wire.saver.flush()
    plan = plan_split(wire.reader, SHARES, 0, layer="anna")
    part = plan.split.parts[ids(wire)[2]]
    assert {count.part: dict(count.spans) for count in plan.counts} == {
        name: {"claim": 1} if name == part else {} for name in SHARES
    }
    told = plan_json(plan)
    assert told["parts"][part]["spans"] == {"claim": 1}
    assert sum(one["articles"] for one in told["parts"].values()) == 12


def test_new_articles_are_dealt_and_a_bridge_moves_what_it_must(wire: Project, tmp_path: Path) -> None:
    first = plan_split(wire.reader, SHARES, 3, layer=None)
    keep_split(wire, first.split)
    apart = next(
        (one, other)
        for one in ids(wire)[2:6]
        for other in ids(wire)[8:]
        if first.split.parts[one] != first.split.parts[other]
    )
    words = [wire.reader.text(article).split() for article in apart]
    (tmp_path / "bridge.txt").write_text(" ".join([*words[0][:100], *words[1][:100]]), encoding="utf-8")
    (tmp_path / "new.txt").write_text(prose(77), encoding="utf-8")
    import_articles(wire, [tmp_path / "bridge.txt", tmp_path / "new.txt"])
    second = plan_split(wire.reader, SHARES, 3, layer=None)
    assert set(second.split.parts) - set(first.split.parts) == set(ids(wire)[-2:])
    assert [one.article_id in apart for one in second.moved] == [True]
    assert len({second.split.parts[article] for article in (*apart, ids(wire)[-2])}) == 1
    stayed = {article for article, part in first.split.parts.items() if second.split.parts[article] == part}
    assert len(stayed) == 11


def test_a_split_goes_into_the_gold_set_and_its_card(wire: Project, tmp_path: Path) -> None:
    keep_split(wire, plan_split(wire.reader, SHARES, 0, layer=None).split)
    options = ExportOptions(layer="anna", include_unfinished=True)
    editor = Editor(wire)
    editor.open(ids(wire)[0])
    editor.tag("claim", [(0, 6)])
    wire.saver.flush()
    report = export_layer(wire.path, tmp_path / "gold", options)
    assert report.as_json()["splits"] == {"train": 7, "dev": 3, "test": 2}
    card = (tmp_path / "gold" / "README.md").read_text("utf-8")
    assert "train=0.6,dev=0.2,test=0.2 and seed 0" in card
    assert "| dev | 3 |" in card
    parts = report.gold.gold.split_spans
    assert sum(spans["claim"] for spans in parts.values()) == 1


def test_looking_for_groups_tells_how_far_it_is_and_can_be_cancelled(wire: Project) -> None:
    told: list[tuple[int, int]] = []
    find_groups(wire.reader, progress=lambda done, total, _: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (36, 36)
    with pytest.raises(CancelledError):
        find_groups(wire.reader, cancelled=lambda: True)


@pytest.mark.parametrize("text", ["", "[]", '{"shares": {}}', '{"shares": {}, "seed": null, "parts": {}}'])
def test_a_damaged_split_is_named(text: str) -> None:
    with pytest.raises(ProjectDamagedError, match="split"):
        stored_split({"split": text})


def test_a_split_without_articles(project: Project) -> None:
    plan = plan_split(project.reader, {"train": 1.0}, 0, layer=None)
    assert plan.split == Split({"train": 1.0}, 0, dict.fromkeys(sorted(ids(project)), "train"))
