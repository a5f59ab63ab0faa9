"""Every phrase finds the sentences that it stands for, and none that only sounds like them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.check.instructions import plain_letters, reads_like_an_instruction
from mlsys_paper.check.own_links import is_announced, is_claimed
from mlsys_paper.check.persons import grants_and_thanks
from mlsys_paper.check.phrases import found, kinds, phrases
from mlsys_paper.check.self_reference import self_references

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlsys_paper.check.phrases import Phrase

SOMEWHERE = "https://placement-lab.org"
JUDGES: dict[str, Callable[[str], object]] = {
    "own-work": lambda text: [match[0] for match in self_references(text)],
    "support": lambda text: [trace.match[0] for trace in grants_and_thanks(text)],
    "own-link": is_claimed,
    "own-link-whoever-is-named": is_claimed,
    "announcement": partial(is_announced, SOMEWHERE),
    "instruction": reads_like_an_instruction,
}
"""What asks for the phrases of a kind, where it looks at more than these."""

ALL = [phrase for kind in kinds() for phrase in phrases(kind)]


def judge(kind: str, text: str) -> object:
    return JUDGES[kind](text) if kind in JUDGES else [match[0] for _, match in found(kind, text)]


@pytest.mark.parametrize("phrase", ALL, ids=lambda phrase: f"{phrase.kind}: {phrase.says}")
def test_a_phrase_finds_what_it_stands_for(phrase: Phrase) -> None:
    assert phrase.hits
    assert phrase.says
    assert phrase.severity in {"error", "warning"}
    for text in phrase.hits:
        given = plain_letters(text) if phrase.kind == "instruction" else text
        assert phrase.pattern.search(given), text
        assert judge(phrase.kind, text), text


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, misses in kinds().items() for text in misses]
)
def test_what_only_sounds_like_a_phrase(kind: str, text: str) -> None:
    assert not judge(kind, text)


def test_every_kind_has_phrases_and_sentences_that_are_none() -> None:
    assert all(phrases(kind) and misses for kind, misses in kinds().items())
