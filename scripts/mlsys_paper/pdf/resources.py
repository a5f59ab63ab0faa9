"""What the pages paint with: fonts, forms, images, however deep they are nested.

A page lists its resources, and so does each form, pattern, Type 3 font, soft
mask and appearance of an annotation. Each of these is looked into once; which
pages reach it is found by a walk from every page over what was found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.pdf.objects import Dictionary, Key, Objects
    from mlsys_paper.pdf.pages import FoundPage

Kind = Literal["font", "form", "image", "other"]

_MOST_STEPS: Final = 2_000_000
_MOST_LISTED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource under the name that its holder gives it.

    Attributes:
        kind: "other" for what only leads to further resources.
        key: tells the object apart.
        name: as content streams call it, with its slash; "" where they can't.
        entries: its dictionary.
    """

    kind: Kind
    key: Key
    name: str
    entries: Dictionary


@dataclass(frozen=True, slots=True)
class Use:
    """A resource on a page.

    Attributes:
        page: number of the page.
        resource: the resource.
        holder: whose content may use it by its name: the page, a form, ...
        nested: whether the page has it through something else.
        figure: the form with the file name of an included figure that it is in.
    """

    page: int
    resource: Resource
    holder: Dictionary
    nested: bool
    figure: Dictionary | None


@dataclass
class Resources:
    """Finds the resources of pages; remembers what it has looked into.

    Attributes:
        objects: of the file.
        blend_modes: names of the blend modes that what it has looked into may paint in.
    """

    objects: Objects
    blend_modes: set[str] = field(default_factory=set)
    _listed: dict[Key, list[Resource]] = field(default_factory=dict)
    _steps: int = _MOST_STEPS

    def uses(self, page: FoundPage) -> Iterator[Use]:
        """The resources that a page reaches, each once."""
        reached: set[Key] = set()
        own = [*self._of_page(page), *self._of_annotations(page)]
        waiting: list[tuple[Dictionary, list[Resource], bool, Dictionary | None]]
        waiting = [(page.entries, own, False, None)]
        while waiting:
            holder, resources, nested, figure = waiting.pop()
            for resource in resources:
                self._steps -= 1
                if self._steps < 0:
                    self.objects.note(f"all resources of page {page.number} and after")
                    return
                first = resource.key not in reached
                # Each holder of a font may use it or not; other things lead on only once.
                if not first and resource.kind != "font":
                    continue
                reached.add(resource.key)
                inside = resource.entries if is_figure(resource) else figure
                yield Use(page.number, resource, holder, nested, inside)
                if first and resource.kind != "image":
                    below = self._inside(resource)
                    if below:
                        waiting.append((resource.entries, below, True, inside))

    def _of_page(self, page: FoundPage) -> list[Resource]:
        return self._remembered(self.objects.key(page.resources), page.resources)

    def _inside(self, resource: Resource) -> list[Resource]:
        own = self.objects.dictionary(resource.entries, "/Resources")
        return self._remembered(resource.key, own)

    def _remembered(self, key: Key, resources: Dictionary) -> list[Resource]:
        if key not in self._listed:
            self._listed[key] = list(self._list(resources))
        return self._listed[key]

    def _list(self, resources: Dictionary) -> Iterator[Resource]:
        """What a resource dictionary lists."""
        if not resources:
            return
        for name, value, entries in self._entries(resources, "/Font"):
            yield Resource("font", self.objects.key(value), name, entries)
        for name, value, entries in self._entries(resources, "/XObject"):
            yield self._painted(name, value, entries)
        for name, value, entries in self._entries(resources, "/Pattern"):
            if "/Resources" in entries:
                yield Resource("other", self.objects.key(value), name, entries)
        for _, _, state in self._entries(resources, "/ExtGState"):
            font = self.objects.array(state, "/Font")
            if font and (entries := self.objects.as_dictionary(font[0])):
                yield Resource("font", self.objects.key(font[0]), "", entries)
            modes = self.objects.value(state, "/BM")
            listed = modes if isinstance(modes, list) else [modes]
            self.blend_modes |= {str(mode).lstrip("/") for mode in listed[:20] if mode}
            mask = self.objects.dictionary(state, "/SMask")
            if entries := self.objects.dictionary(mask, "/G"):
                yield self._painted("", mask.get("/G"), entries)

    def _entries(
        self, resources: Dictionary, category: str
    ) -> Iterator[tuple[str, object, Dictionary]]:
        listed = self.objects.dictionary(resources, category)
        for count, (name, value) in enumerate(listed.items()):
            if count >= _MOST_LISTED:
                self.objects.note("a list of resources without end")
                return
            entries = self.objects.as_dictionary(value)
            if entries:
                yield str(name), value, entries

    def _painted(self, name: str, value: object, entries: Dictionary) -> Resource:
        image = self.objects.text(entries, "/Subtype") == "/Image"
        return Resource("image" if image else "form", self.objects.key(value), name, entries)

    def appearances(self, page: FoundPage) -> Iterator[Dictionary]:
        """Yield the forms that a page's annotations are drawn by."""
        for resource in self._of_annotations(page):
            yield resource.entries

    def _of_annotations(self, page: FoundPage) -> Iterator[Resource]:
        """The appearances of a page's annotations, for each of their states."""
        for reference in self.objects.array(page.entries, "/Annots")[:_MOST_LISTED]:
            annotation = self.objects.as_dictionary(reference)
            appearances = self.objects.dictionary(annotation, "/AP")
            for state, value in appearances.items():
                found = self.objects.as_dictionary(value)
                many = {state: value} if is_stream(found) else found
                for one in list(many.values())[:_MOST_LISTED]:
                    entries = self.objects.as_dictionary(one)
                    if is_stream(entries):
                        yield Resource("form", self.objects.key(one), "", entries)


def is_stream(entries: Dictionary) -> bool:
    """Whether an object has data beside its dictionary."""
    return hasattr(entries, "get_data")


def is_figure(resource: Resource) -> bool:
    """Whether a resource is an included file that tells its name or its maker."""
    return resource.kind in ("form", "image") and (
        "/PTEX.FileName" in resource.entries or "/PTEX.InfoDict" in resource.entries
    )


def figure_name(objects: Objects, figure: Dictionary | None) -> str:
    """The file name of an included figure without its folders."""
    path = objects.text(figure, "/PTEX.FileName") if figure else ""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def figure_maker(objects: Objects, figure: Dictionary | None) -> str:
    """The program that made an included figure, as far as the figure tells."""
    made = objects.dictionary(figure, "/PTEX.InfoDict") if figure else objects.information
    parts = (objects.text(made, name) for name in ("/Creator", "/Producer"))
    return ", ".join(part for part in parts if part)
