from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from annotator.cli.main import WindowActions, build

DOCS = Path(__file__).parents[3] / "docs" / "command-line.md"


def commands() -> dict[str, set[str]]:
    """Command -> its options, as the program has them."""
    group = typer.main.get_command(build(WindowActions(lambda _project, _name: 0, lambda _folder: 0)))
    return {
        name: {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        - {"--help"}
        for name, command in group.commands.items()  # type: ignore[attr-defined] # the application is a group
    }


def sections() -> dict[str, str]:
    parts = re.split(r"^## (\w+)$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_a_section_and_no_other() -> None:
    assert set(sections()) == set(commands())


def test_every_option_is_in_its_section_and_no_other() -> None:
    for name, options in commands().items():
        usage = re.search(r"^    annotator .*?(?=\n\n)", sections()[name], re.MULTILINE | re.DOTALL)
        assert usage is not None, name
        assert set(re.findall(r"--[a-z-]+", usage[0])) == options, name


def test_every_help_text_has_an_example() -> None:
    group = typer.main.get_command(build(WindowActions(lambda _project, _name: 0, lambda _folder: 0)))
    for name, command in group.commands.items():  # type: ignore[attr-defined] # as above
        assert "Example" in (command.help or ""), name
        assert f"annotator {name}" in (command.help or ""), name


@pytest.mark.parametrize("name", ["import", "export"])
def test_several_examples_are_shown_a_line_each(name: str) -> None:
    app = build(WindowActions(lambda _project, _name: 0, lambda _folder: 0))
    shown = CliRunner().invoke(app, [name, "--help"], terminal_width=80).output
    written = next(one.callback.__doc__ or "" for one in app.registered_commands if one.name == name and one.callback)
    examples = re.findall(r"^ +(annotator .*)$", written, re.MULTILINE)
    assert len(examples) > 1
    for example in examples:
        assert f"\n    {example}\n" in shown


def test_the_list_of_commands_cuts_no_line() -> None:
    app = build(WindowActions(lambda _project, _name: 0, lambda _folder: 0))
    _, commands_ = CliRunner().invoke(app, ["--help"], terminal_width=80).output.split("Commands:\n")
    assert not [line for line in commands_.splitlines() if line.endswith("...")]
