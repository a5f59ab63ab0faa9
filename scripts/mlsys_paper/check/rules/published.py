"""Published papers: what hid the authors from reviewers is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.link_contexts import places_of_links
from mlsys_paper.check.own_links import short
from mlsys_paper.check.phrases import found
from mlsys_paper.check.rule import Rule, at
from mlsys_paper.check.streams import streams_of
from mlsys_paper.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper

_HIDING_HOST: Final = re.compile(r"4open\.science", re.I)
_REMEDY: Final = (
    "Say now what the reviewers were not to know: \\anon and anonsuppress print it by themselves "
    "once the style has the option accepted."
)


def _remains(paper: Paper) -> Iterator[Problem]:
    for stream in streams_of(paper):
        if stream.part == "references":
            continue
        for _, match in found("hidden-for-review", stream.prose.text):
            phrase = stream.prose.phrase(match)
            yield Problem(
                message=f"Something is still hidden from reviewers: {quoted(phrase.text)}.",
                remedy=_REMEDY,
                page=phrase.page,
                box=phrase.box,
            )
    said: set[str] = set()
    for place in places_of_links(paper):
        if _HIDING_HOST.search(place.url) and short(place.url) not in said:
            said.add(short(place.url))
            yield Problem(
                message=f"The link to {quoted(place.url)} leads to a site that hides its owners, "
                "and is made for the time of the review.",
                remedy="Link to where the material stays, best to an archive that gives a DOI.",
                page=place.page,
                box=place.box,
            )


RULES: tuple[Rule, ...] = (
    Rule(
        id="anonymous-remains",
        severity=at(camera_ready="warning"),
        basis="guide",
        sentence="Other things that hid you, such as links, you must change back.",
        decides="Looks outside of the references for phrases that say that something is left out "
        "for the review or for anonymity (\u201comitted for double-blind review\u201d, "
        "\u201c[anonymized]\u201d), and for links to anonymous.4open.science.",
        check=_remains,
    ),
)
