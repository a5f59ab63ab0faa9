"""The labels of pages, i, ii, 1, 2, ...: each page keeps its own in both parts."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.structure.objects import Dictionary, Objects

_MOST_NODES: Final = 10_000
_STYLES: Final = {"/D", "/R", "/r", "/A", "/a"}


class Label(NamedTuple):
    """What a page is called.

    Attributes:
        style: of its number, as PDF names it; "" for no number.
        prefix: what stands before the number.
        number: the number.
    """

    style: str
    prefix: str
    number: int


def read_labels(objects: Objects, count: int) -> list[Label]:
    """The label of every page."""
    starts = {0: Label("/D", "", 1)}
    tree = objects.dictionary(objects.root, "/PageLabels")
    waiting, seen = deque([tree]), {id(tree)}
    while waiting and len(seen) < _MOST_NODES:
        node = waiting.popleft()
        numbers = objects.array(node, "/Nums")
        for key, value in zip(numbers[::2], numbers[1::2], strict=False):
            first = objects.as_number(key)
            if first is not None and 0 <= first < count:
                starts[int(first)] = _label(objects, objects.as_dictionary(value))
        for kid in objects.array(node, "/Kids"):
            child = objects.as_dictionary(kid)
            if id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)
    labels: list[Label] = []
    for page in range(count):
        last = labels[-1] if labels else starts[0]
        labels.append(starts.get(page, last._replace(number=last.number + 1)))
    return labels


def _label(objects: Objects, entries: Dictionary) -> Label:
    style = objects.text(entries, "/S")
    return Label(
        style if style in _STYLES else "",
        objects.text(entries, "/P"),
        max(1, int(objects.number(entries, "/St", 1))),
    )


def label_tree(labels: Sequence[Label]) -> DictionaryObject | None:
    """The labels as a file has them; None where viewers would count like that anyway."""
    numbers = ArrayObject()
    expected = Label("/D", "", 1)
    for i, label in enumerate(labels):
        if label != expected or (i == 0 and label != Label("/D", "", 1)):
            numbers.extend((NumberObject(i), _entry(label)))
        expected = label._replace(number=label.number + 1)
    if not numbers:
        return None
    if numbers[0] != 0:
        numbers[:0] = [NumberObject(0), _entry(labels[0])]
    return DictionaryObject({NameObject("/Nums"): numbers})


def _entry(label: Label) -> DictionaryObject:
    entry = DictionaryObject()
    if label.style:
        entry[NameObject("/S")] = NameObject(label.style)
    if label.prefix:
        entry[NameObject("/P")] = TextStringObject(label.prefix)
    if label.number != 1:
        entry[NameObject("/St")] = NumberObject(label.number)
    return entry
