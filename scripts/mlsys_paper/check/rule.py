"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mlsys_paper.check.findings import Basis, Problem, Stage
    from mlsys_paper.check.paper import Paper

Gravity = Literal["error", "warning"]


class CouldNotCheck(Exception):  # noqa: N818 - the name is what the report says
    """A rule cannot tell: raised with the reason, which the report prints."""


@dataclass(frozen=True)
class Rule:
    """One rule of the format.

    Attributes:
        id: its name in reports; part of the interface.
        severity: how grave a violation is, by stage; stages that are absent
            don't ask for the rule.
        basis: whether it rests on the call or on the author guide. An error is an
            accusation: only a rule that rests on the call makes one.
        sentence: the sentence that it rests on.
        decides: how it decides, in a few sentences for authors and chairs.
        check: yields the problems of a paper; raises `CouldNotCheck` when the
            paper doesn't show what it needs.
        of_style: whether it judges details of this style's format; such rules say
            nothing of a paper that is set in another template.
        needs_source: whether it reads the LaTeX source and is left out without.
    """

    id: str
    severity: Mapping[Stage, Gravity]
    basis: Basis
    sentence: str
    decides: str
    check: Callable[[Paper], Iterable[Problem]]
    of_style: bool = False
    needs_source: bool = False


def at(
    *,
    submission: Gravity | None = None,
    camera_ready: Gravity | None = None,
    preprint: Gravity | None = None,
    appendix: Gravity | None = None,
) -> Mapping[Stage, Gravity]:
    """Severities by stage; a stage left out doesn't ask for the rule."""
    stages: dict[Stage, Gravity | None] = {
        "submission": submission,
        "camera-ready": camera_ready,
        "preprint": preprint,
        "appendix": appendix,
    }
    return MappingProxyType({stage: how for stage, how in stages.items() if how is not None})


def always(gravity: Gravity) -> Mapping[Stage, Gravity]:
    """The same severity at every stage."""
    return at(submission=gravity, camera_ready=gravity, preprint=gravity, appendix=gravity)
