"""What an author wishes of every check of a paper: a file beside it, or a table in pyproject.toml.

stage = "submission"
names = ["Ada Quill", "ada@northfield.example"]

[ignore]
caption-position = "Table 2 is a figure to us."
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mlsys_paper.check.findings import STAGES
from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from mlsys_paper.check.findings import PaperReport, Stage

FILE: Final = ".mlsys-paper.toml"
_PROJECT: Final = "pyproject.toml"
_KEYS: Final = frozenset({"stage", "names", "ignore", "select"})


@dataclass(frozen=True)
class Settings:
    """What is wished of a check.

    Attributes:
        file: where it is written; None where it is nowhere.
        stage: what the paper is checked as; None to go by its pages.
        names: what must not appear.
        ignore: rules whose findings are left out, and why.
        select: rules whose findings are reported; all when it is empty.
    """

    file: Path | None = None
    stage: Stage | None = None
    names: tuple[str, ...] = ()
    ignore: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    select: tuple[str, ...] = ()


def read_settings(folder: Path, rules: Collection[str]) -> Settings:
    """Return what a folder's settings wish, those of `.mlsys-paper.toml` before pyproject.toml's.

    Args:
        folder: of the paper.
        rules: the ids that there are.

    Raises:
        PaperError: they can't be read, or wish what there isn't.
    """
    for name, path in ((FILE, ()), (_PROJECT, ("tool", "mlsys-paper"))):
        file = folder / name
        if not file.is_file():
            continue
        try:
            table: Any = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PaperError(f"{file} can't be read: {error}.", "Correct it.") from error
        for key in path:
            table = table.get(key, {}) if isinstance(table, dict) else {}
        if table:
            return _settings(file, table, rules)
    return Settings()


def _settings(file: Path, table: dict[str, Any], rules: Collection[str]) -> Settings:
    if unknown := sorted(set(table) - _KEYS):
        raise PaperError(
            f"{file}: there is no setting called {unknown[0]}.",
            f"Settings are {', '.join(sorted(_KEYS))}.",
        )
    stage, ignore = table.get("stage"), table.get("ignore", {})
    names, select = table.get("names", []), table.get("select", [])
    if stage not in (None, *STAGES):
        raise PaperError(f"{file}: there is no stage {stage!r}.", f"Stages: {', '.join(STAGES)}.")
    if not isinstance(ignore, dict) or not all(
        isinstance(why, str) and why.strip() for why in ignore.values()
    ):
        raise PaperError(
            f"{file}: a rule under [ignore] has no reason.",
            'Write why beside each rule: caption-position = "Table 2 is a figure to us."',
        )
    for listed in (names, select):
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise PaperError(f"{file}: names and select are lists of texts.", "Correct them.")
    known(file, [*ignore, *select], rules)
    return Settings(file, stage, tuple(names), MappingProxyType(ignore), tuple(select))


def known(where: object, wanted: Collection[str], rules: Collection[str]) -> None:
    """Complain of a rule that there isn't.

    Raises:
        PaperError: there is none of this name.
    """
    for rule in wanted:
        if rule not in rules:
            raise PaperError(
                f"{where}: there is no rule {rule}.", "`mlsys-paper rules` prints all of them."
            )


def without_ignored(report: PaperReport, wishes: Settings, *, of_many: bool) -> PaperReport:
    """Return a report with the findings that are wished for, and how many were left out.

    Args:
        report: of the paper.
        wishes: which rules to select and to ignore.
        of_many: whether somebody else checks the papers: then errors that rest on the
            call stay, whatever is wished.
    """
    kept, ignored = [], dict(report.ignored)
    for finding in report.findings:
        left_out = finding.rule in wishes.ignore or (
            bool(wishes.select) and finding.rule not in wishes.select
        )
        grave = finding.severity == "error" and finding.basis == "call"
        if left_out and not (of_many and grave):
            ignored[finding.rule] = ignored.get(finding.rule, 0) + 1
        else:
            kept.append(finding)
    return replace(report, findings=tuple(kept), ignored=MappingProxyType(ignored))
