"""The comparison for programs: JSON, in the shape that `schema.json` documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlsys_paper.compare.model import Comparison, PaperComparison, Side
    from mlsys_paper.layouts.model import Line, Move, Movement, Share

SCHEMA_FILE = Path(__file__).with_name("schema.json")


def render(comparison: Comparison) -> str:
    """The report."""
    record = {
        "before": comparison.before,
        "after": comparison.after,
        "tolerance": comparison.tolerance,
        "changed": comparison.changed,
        "papers": [_paper(paper) for paper in comparison.papers],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON schema of the report."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


def _paper(paper: PaperComparison) -> dict[str, Any]:
    return {
        "name": paper.name,
        "verdict": paper.verdict,
        "failure": paper.failure or None,
        "main": paper.main or None,
        "style": paper.style or None,
        "options": paper.options,
        "engine": paper.engine or None,
        "before": _side(paper.before),
        "after": _side(paper.after),
        "new_errors": list(paper.new_errors),
        "new_warnings": list(paper.new_warnings),
        "new_overfull": list(paper.new_overfull),
        "movement": _movement(paper.movement) if paper.movement else None,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "pdf": side.pdf,
        "errors": list(side.errors),
        "warnings": list(side.warnings),
        "overfull": list(side.overfull),
        "pages": side.pages,
        "missing_figures": list(side.missing_figures),
        "reused": side.reused,
    }


def _movement(movement: Movement) -> dict[str, Any]:
    return {
        "body": _share(movement.body),
        "references": _share(movement.references),
        "marks": _share(movement.marks),
        "first": _move(movement.first),
        "first_reference": _move(movement.first_reference),
        "pages": list(movement.pages),
        "main_text_ends": list(movement.main_text_ends),
        "page_counts": list(movement.page_counts),
        "within_tolerance": {"lines": movement.within, "most": round(movement.most_within, 3)},
    }


def _share(share: Share) -> dict[str, Any]:
    return {"same": share.same, "total": share.total}


def _move(move: Move | None) -> dict[str, Any] | None:
    if move is None:
        return None
    return {
        "kind": move.kind,
        "sentence": move.sentence,
        "before": _line(move.before),
        "after": _line(move.after),
    }


def _line(line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "page": line.page,
        "column": line.column,
        "x": line.x,
        "baseline": line.baseline,
        "right": line.right,
        "font": line.font,
        "size": line.size,
        "text": line.text,
    }
