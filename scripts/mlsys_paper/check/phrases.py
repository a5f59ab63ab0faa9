"""The phrases that rules look for in what a paper says: `phrases.toml`, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE: Final = Path(__file__).with_name("phrases.toml")
_WORD: Final = re.compile(r"\{([A-Z_]+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase.

    Attributes:
        kind: the question that it answers.
        says: what it stands for, in short.
        severity: "error" where it leaves no doubt.
        pattern: what finds it.
        hits: sentences that it must find.
    """

    kind: str
    says: str
    severity: Literal["error", "warning"]
    pattern: re.Pattern[str]
    hits: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Return whether it leaves no doubt."""
        return self.severity == "error"


@cache
def phrases(kind: str) -> tuple[Phrase, ...]:
    """Return the phrases of a kind, in the file's order."""
    data = _data()
    flags = re.IGNORECASE if data["kinds"][kind].get("ignore_case") else re.NOFLAG
    return tuple(
        Phrase(
            kind=kind,
            says=entry["says"],
            severity=entry["severity"],
            pattern=re.compile(_spelt(entry["pattern"], data["words"]), flags),
            hits=tuple(entry["hits"]),
        )
        for entry in data["phrases"]
        if entry["kind"] == kind
    )


@cache
def unless(kind: str) -> re.Pattern[str]:
    """Return the words that take back what a phrase of a kind says."""
    data = _data()
    flags = re.IGNORECASE if data["kinds"][kind].get("ignore_case") else re.NOFLAG
    return re.compile(_spelt(data["unless"][kind], data["words"]), flags)


def kinds() -> Mapping[str, tuple[str, ...]]:
    """Return the kinds, each with the sentences that none of its phrases may find."""
    return {kind: tuple(entry["misses"]) for kind, entry in _data()["kinds"].items()}


def word(name: str) -> str:
    """Return a pattern of [words], for patterns that are made of more than words."""
    words = _data()["words"]
    return _spelt(words[name], words)


def found(kind: str, text: str) -> Iterator[tuple[Phrase, re.Match[str]]]:
    """Yield what the phrases of a kind find in a text, in its order and none within another."""
    matches = [
        (phrase, match) for phrase in phrases(kind) for match in phrase.pattern.finditer(text)
    ]
    end = -1
    for phrase, match in sorted(matches, key=lambda item: (item[1].start(), -item[1].end())):
        if match.start() >= end:
            end = match.end()
            yield phrase, match


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _spelt(pattern: str | list[str], words: Mapping[str, str | list[str]]) -> str:
    """Return a pattern with the words that it names in their places."""
    joined = pattern if isinstance(pattern, str) else "".join(pattern)
    return _WORD.sub(lambda match: _spelt(words[match[1]], words), joined)
