"""Titles that sections of papers have by custom: references, acknowledgements, appendix.

Small capitals may come apart when a page is read ("R EFERENCES"), so that
blanks within a title mean nothing here.
"""

from __future__ import annotations

import re

_LABEL = re.compile(r"(?:\d{1,2}|[A-Z]|[IVX]{1,5})[.):]?\s+(?=\S)")
_REFERENCES = re.compile(
    r"(?:listof|cited|bibliographic(?:al)?)?references?(?:list|cited|andnotes|andfurtherreading)?"
    r"|(?:selected|annotated)?bibliography|(?:cited)?literature(?:cited)?|(?:works|sources)cited"
    r"|citedworks"
)
_THANKS = r"acknowledge?ments?"
_FUNDING = (
    r"(?:disclosureof)?(?:funding|financialsupport)(?:statement|information|sources|disclosures?)?"
)
_ACKNOWLEDGEMENTS = re.compile(
    rf"(?:author|funding)?{_THANKS}(?:section)?(?:and{_FUNDING})?|{_FUNDING}(?:and{_THANKS})?"
)


def _spaced(*words: str) -> str:
    """A pattern for any of several words with or without blanks in them."""
    return "|".join(r"\s?".join(word) for word in words)


_APPENDIX = re.compile(
    rf"(?:(?:{_spaced('technical', 'online', 'artifact', 'extended')})\s+)?"
    rf"(?:{_spaced('appendix', 'appendices')})"
    r"(?=\s*$|\s*[:.\u2013\u2014]|\s+-|\s+(?:[A-Z\d][.:]?(?:\s|$)|to\s|for\s|of\s|with\s))"
    rf"|(?:{_spaced('supplementary', 'supplemental', 'supplement')})"
    rf"(?:\s+(?:{_spaced('materials', 'material', 'information', 'document', 'content')}))"
    r"(?=\s*$|\s*[:.\u2013\u2014]|\s+(?:to|for|of)\s)",
    re.I,
)


def squeezed(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return re.sub(r"[\W_]", "", text).casefold()


def unlabelled(text: str) -> str:
    """A title without the number or letter before it."""
    return _LABEL.sub("", text.strip(), count=1)


def is_references(text: str) -> bool:
    """Whether this is the title of the list of references, with a label or without."""
    return _is(_REFERENCES, text)


def is_acknowledgements(text: str) -> bool:
    """Whether this is the title of the acknowledgements, with a label or without."""
    return _is(_ACKNOWLEDGEMENTS, text)


def is_appendix(text: str) -> bool:
    """Whether a title says in words that an appendix begins."""
    text = text.strip()
    return any(_APPENDIX.match(title) for title in (text, unlabelled(text)))


def _is(pattern: re.Pattern[str], text: str) -> bool:
    # "R EFERENCES": what looks like a label may be the title's first letter.
    return any(pattern.fullmatch(squeezed(title)) for title in (text, unlabelled(text)))
