"""The command line maps what happens to exit statuses, and shows no traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from mlsys_paper import cli
from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from mlsys_paper.commands import Subparsers

    Install = Callable[[Callable[[argparse.Namespace], int]], None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Make `mlsys-paper try` run a function."""

    def install(run: Callable[[argparse.Namespace], int]) -> None:
        def add_parser(subparsers: Subparsers) -> None:
            subparsers.add_parser("try").set_defaults(run=run)

        monkeypatch.setattr(
            cli, "command_modules", lambda: [SimpleNamespace(add_parser=add_parser)]
        )

    return install


def failing(error: BaseException) -> Callable[[argparse.Namespace], int]:
    """A command that raises."""

    def run(_: argparse.Namespace) -> int:
        raise error

    return run


@pytest.mark.parametrize("status", [0, 1])
def test_status_of_the_command_is_passed_on(install: Install, status: int) -> None:
    install(lambda _: status)
    assert cli.main(["try"]) == status


def test_user_errors_are_one_message(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install(failing(PaperError("main.tex is absent.", "Write it.")))
    assert cli.main(["try"]) == 2
    assert capsys.readouterr().err == "mlsys-paper: main.tex is absent.\n  Write it.\n"


def test_interruption(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install(failing(KeyboardInterrupt()))
    assert cli.main(["try"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_unforeseen_errors_ask_for_a_report(
    install: Install, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLSYS_PAPER_DEBUG", raising=False)
    install(failing(ZeroDivisionError("division by zero")))
    assert cli.main(["try"]) == 2
    said = capsys.readouterr().err
    assert "ZeroDivisionError: division by zero" in said
    assert "report" in said
    assert "Traceback" not in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "Permission denied"),
        (errno.ENAMETOOLONG, "File name too long"),
        (errno.ENOSPC, "No space left on device"),
    ],
)
def test_what_the_system_refuses_is_no_fault_of_the_program(
    install: Install,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    said: str,
) -> None:
    monkeypatch.delenv("MLSYS_PAPER_DEBUG", raising=False)
    install(failing(OSError(number, os.strerror(number), "a\nb.pdf")))
    assert cli.main(["try"]) == 2
    what, remedy = capsys.readouterr().err.splitlines()
    assert what == f"mlsys-paper: a b.pdf: {said}."
    assert remedy.startswith("  ")


@pytest.mark.parametrize("command", ["build", "check", "compare", "new", "split"])
def test_a_name_that_no_file_can_have_is_refused_by_every_command(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = 300 * "x"
    others = [name, name] if command == "compare" else []
    assert cli.main([command, name, *others]) == 2
    shown = capsys.readouterr()
    assert "File name too long" in shown.out + shown.err
    assert "fault" not in shown.out + shown.err


def test_traceback_for_those_who_ask(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSYS_PAPER_DEBUG", "1")
    install(failing(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        cli.main(["try"])


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["build", "--nonsense"]])
def test_wrong_usage_could_not_run(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert "usage: mlsys-paper" in capsys.readouterr().err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr().out
    for module in cli.command_modules():
        assert f"\n    {module.__name__.rsplit('.', 1)[1]} " in said


def test_reader_that_goes_away_is_no_error() -> None:
    script = (
        "import sys\nfrom types import SimpleNamespace\nfrom mlsys_paper import cli\n"
        "def run(_):\n    [print('x' * 1000) for _ in range(1000)]\n    return 0\n"
        "module = SimpleNamespace(add_parser=lambda s: s.add_parser('try').set_defaults(run=run))\n"
        "cli.command_modules = lambda: [module]\n"
        "sys.argv = ['mlsys-paper', 'try']\ncli.entry_point()\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


def test_module_runs_as_the_command_does() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", "mlsys_paper", "--help"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("usage: mlsys-paper ")
