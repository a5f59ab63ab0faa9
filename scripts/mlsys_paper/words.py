"""The phrases that messages and reports have in common."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def printable(text: str) -> str:
    """A text that can be encoded and shown: no line ends, no codes that move a cursor."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "\ufffd" for letter in text
    )


def printable_path(path: Path) -> str:
    """A path as a text that can be shown, whatever bytes its name is made of."""
    return printable(os.fsencode(path).decode("utf-8", "replace"))


def listed(words: Sequence[str], most: int = 4) -> str:
    """Words as a list: "a, b and c", or the first of them and how many more."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def count(number: int, one: str) -> str:
    """Return a number and its noun."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


def numbers_named(numbers: Iterable[int]) -> str:
    """Return numbers as one says them: "3", "1, 3 and 5-7"."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], number
        else:
            ranges.append((number, number))
    parts = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def pages_named(numbers: Iterable[int]) -> str:
    """Return page numbers as one says them: "page 3", "pages 1, 3 and 5-7"."""
    pages = set(numbers)
    return f"page{'s' if len(pages) > 1 else ''} {numbers_named(pages)}"


def shortened(text: str, most: int = 120) -> str:
    """Return a text on one line, its end left out when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 3]}..."


def quoted(text: str, most: int = 90) -> str:
    """Return words in quotation marks, their end left out when they are long."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{shortened(text, most)}\N{RIGHT DOUBLE QUOTATION MARK}"


def inches(length: float) -> str:
    """Return a length in bp as authors measure it on paper."""
    return f"{length / 72:.2f} in"
