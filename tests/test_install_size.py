"""What `pip install .` brings stays small: the checker is to be installed by every author."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

REPOSITORY = Path(__file__).resolve().parent.parent
LIMIT = 60_000_000
"""Bytes."""


def needed(names: list[str]) -> dict[str, Distribution]:
    """Distributions and all that they need, by name."""
    found: dict[str, Distribution] = {}
    while names:
        name = re.sub(r"[-_.]+", "-", names.pop()).lower()
        if name in found:
            continue
        found[name] = distribution(name)
        wanted = map(Requirement, found[name].requires or ())
        names += [
            one.name for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})
        ]
    return found


def size(found: Distribution) -> int:
    """The bytes of all its files, compiled modules among them."""
    files = (Path(str(file.locate())) for file in found.files or ())
    return sum(file.stat().st_size for file in files if file.is_file())


def test_the_package_and_what_it_needs_take_less_than_60_mb() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    [listed] = re.findall(r"^dependencies = \[\n(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    wanted = [Requirement(line).name for line in re.findall(r'"(.*?)"', listed)]
    sizes = {name: size(found) for name, found in needed(list(wanted)).items()}
    own = [*(REPOSITORY / "scripts").rglob("*.py"), *(REPOSITORY / "mlsys2024style").iterdir()]
    # Modules are stored once as text and once compiled, in about as many bytes.
    sizes["mlsys-paper"] = 2 * sum(file.stat().st_size for file in own)
    assert set(wanted) <= set(sizes)
    assert sizes["pypdfium2"] > 1_000_000, "the files are not found"
    assert sum(sizes.values()) < LIMIT, sizes
