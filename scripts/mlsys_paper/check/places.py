"""Pages and lengths in the words of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def inches(length: float) -> str:
    """A length in bp as authors measure it on paper."""
    return f"{length / 72:.2f} in"


def pages_named(numbers: Iterable[int]) -> str:
    """Page numbers as one says them: "page 3", "pages 1, 3 and 5-7"."""
    pages = sorted(set(numbers))
    ranges: list[tuple[int, int]] = []
    for number in pages:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], number
        else:
            ranges.append((number, number))
    parts = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    word = "page" if len(pages) == 1 else "pages"
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{word} {listed}"
