"""Does a text tell its reader what to do: a reviewer, or a model that reads for one?

To be asked of text that is hidden, or that nobody prints. Papers about
language models print such sentences where everybody sees them.
"""

from __future__ import annotations

import re
from typing import Final

from mlsys_paper.check.phrases import phrases

_PHRASES: Final = phrases("instruction")
_CRAMPED: Final = re.compile(
    r"(?:ignore|disregard|forget)(?:all|any|the|your|of)*(?:previous|prior|above|earlier|preceding)"
    r"(?:instruction|prompt|direction|guideline|command)"
    r"|positivereview|recommendaccept|acceptthis(?:paper|submission)|donothighlight"
    r"|giveapositive|(?:as|youare)a(?:large)?languagemodel"
)


def reads_like_an_instruction(text: str) -> bool:
    """Whether a text asks a reviewer or a model for something."""
    plain = plain_letters(text)
    if any(phrase.pattern.search(plain) for phrase in _PHRASES):
        return True
    # Letters set apart, or words that the file runs together.
    return _CRAMPED.search(re.sub(r"[\W_]", "", plain)) is not None


def plain_letters(text: str) -> str:
    """Return a text in small letters, with single blanks and whole words."""
    plain = re.sub(r"[\s\u00ad\u200b]+", " ", _untagged(text).casefold()).replace("\u2019", "'")
    return re.sub(r"(?<=[a-z])- (?=[a-z])", "", plain)


def _untagged(text: str) -> str:
    """A text with the letters that Unicode's invisible tag characters stand for."""
    if not any(0xE0020 <= ord(letter) < 0xE007F for letter in text):
        return text
    return "".join(
        chr(ord(letter) - 0xE0000) if 0xE0020 <= ord(letter) < 0xE007F else letter
        for letter in text
    )


_GLUE = re.compile(
    r"\b(?:the|of|to|and|is|are|this|that|for|in|with|a|an|be|we|you|our|your|it|as|on|by|from|not"
    r"|have|has|can|will|which|all|should|must|do|if|or|at|was|were|their|its)\b"
)


def reads_like_prose(text: str) -> bool:
    """Whether a text is made of sentences rather than of labels: at least eight words."""
    plain = text.casefold()
    words = len(re.findall(r"[^\W\d_]+", plain))
    glue = len(_GLUE.findall(plain))
    return words >= 8 and glue >= 2 and 5 * glue >= words
