"""`mlsys-paper rules`: every rule of the checker, what it rests on and how it decides."""

from __future__ import annotations

import difflib
import json
import re
import sys
import textwrap
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from mlsys_paper.check.rule import Rule
    from mlsys_paper.commands import Subparsers

WIDTH = 100


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "rules",
        help="print the rules that papers are checked against",
        description=(
            "Print every rule: its id, how grave a violation is at each stage, the sentence of "
            "the call for papers or of the author guide that it rests on, and how it decides."
        ),
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="these rules alone")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the rules."""
    rules = all_rules()
    if arguments.ids:
        rules = tuple(chosen(rule_id, rules) for rule_id in dict.fromkeys(arguments.ids))
    match arguments.format:
        case "json":
            sys.stdout.write(as_json(rules))
        case "markdown":
            sys.stdout.write(as_markdown(rules))
        case _:
            sys.stdout.write("\n".join(map(as_text, rules)))
    return 0


def chosen(rule_id: str, rules: Sequence[Rule]) -> Rule:
    """Return the rule of an id.

    Raises:
        PaperError: there is none.
    """
    ids = [rule.id for rule in rules]
    if rule_id in ids:
        return rules[ids.index(rule_id)]
    near = difflib.get_close_matches(rule_id, ids, 1)
    raise PaperError(
        f"There is no rule {rule_id}.",
        f"Did you mean {near[0]}?" if near else "`mlsys-paper rules` prints all of them.",
    )


def all_rules() -> tuple[Rule, ...]:
    """The rules, loaded only when they are asked for: all commands share one start."""
    from mlsys_paper.check.catalogue import RULES  # noqa: PLC0415

    return RULES


def as_text(rule: Rule) -> str:
    """A rule as a paragraph."""
    source = " (with --source)" if rule.needs_source else ""
    lines = [f"{rule.id}{source}", f"  {severities(rule)}"]
    lines += wrapped(f"rests on the {rule.basis}: {rule.sentence}")
    lines += wrapped(f"decides: {rule.decides}")
    return "".join(f"{line}\n" for line in lines)


def wrapped(text: str) -> Iterator[str]:
    """The lines of a text, the first one further to the left."""
    yield from textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def severities(rule: Rule) -> str:
    """How grave a violation is: "error", or stage by stage."""
    if len(rule.severity) == 4 and len(set(rule.severity.values())) == 1:
        return f"{next(iter(rule.severity.values()))} at every stage"
    return ", ".join(f"{stage}: {severity}" for stage, severity in rule.severity.items())


def as_json(rules: Iterable[Rule]) -> str:
    """The rules for programs."""
    records = [
        {
            "id": rule.id,
            "severity": dict(rule.severity),
            "basis": rule.basis,
            "sentence": rule.sentence,
            "decides": rule.decides,
            "needs_source": rule.needs_source,
        }
        for rule in rules
    ]
    return json.dumps({"rules": records}, indent=2, ensure_ascii=False) + "\n"


def as_markdown(rules: Iterable[Rule]) -> str:
    """The rules for a document, each under a heading of its own."""
    parts = []
    for rule in rules:
        source = " (with `--source`)" if rule.needs_source else ""
        quoted = filled(rule.sentence, "> ")
        parts.append(f"### `{rule.id}`{source}\n\n")
        parts.append(f"{severities(rule)}; rests on the {rule.basis}:\n\n{quoted}\n\n")
        parts.append(f"{filled(rule.decides)}\n\n")
    return "".join(parts)


def filled(text: str, indent: str = "") -> str:
    """A text in lines, so that Markdown shows it as it is."""
    plain = re.sub(r"([\\\\`*\[\]])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return textwrap.fill(plain, WIDTH, initial_indent=indent, subsequent_indent=indent)
