"""However a file is damaged, reading it ends: with a structure, or with an error for users."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.errors import PaperError
from pdf.handmade import CREATOR, exif, jpeg, one_page, stream, type3_font, xmp

if TYPE_CHECKING:
    from conftest import CompileTex
    from pdf.conftest import ReadBytes

pytestmark = pytest.mark.thorough

WORDS = (
    *(b" 0 R", b"<<", b">>", b"[", b"]", b"null", b"/Kids", b"-1", b"99999999999", b"(", b")"),
    *(b"endobj", b"stream\n", b"/Length", b"true", b"3 0 R", b"/Font", b"\0", b"<", b"%"),
)


def rich() -> bytes:
    """A file with a little of everything that is read."""
    return one_page(
        "/Resources << /Font << /F1 20 0 R >> /XObject << /X 12 0 R /Y 13 0 R >> >> "
        "/Annots [<< /Subtype /Text /Rect [0 0 9 9] /T (x) /A << /S /URI /URI (x) >> >>]",
        {
            10: stream("/Type /Metadata", xmp(CREATOR), compress=True),
            11: "<< /Author (Jane) /Title <FEFF0041> >>",
            12: stream("/Subtype /Form /PTEX.FileName (a) /PieceInfo << /X << /P 10 0 R >> >>", ""),
            13: stream("/Subtype /Image /Filter /DCTDecode", jpeg(exif({0x013B: "Jane"}))),
            14: "<< /First 15 0 R >>",
            15: "<< /Title (One) /Dest (a) /Next 15 0 R >>",
            **type3_font(),
        },
        catalog="/Metadata 10 0 R /Outlines 14 0 R /OpenAction << /S /JavaScript /JS (x) >> "
        "/Names << /Dests << /Names [(a) [3 0 R /Fit]] >> >> /AcroForm << /Fields [15 0 R] >>",
        trailer="/Info 11 0 R",
    )


def mutated(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 10))):
        if not out:
            break
        at = chance.randrange(len(out))
        match chance.randrange(5):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                del out[at : at + chance.randrange(1, 40)]
            case 2:
                out[at:at] = chance.choice(WORDS)
            case 3:
                word = chance.choice(WORDS)
                out[at : at + len(word)] = word
            case _:
                other = chance.randrange(len(out))
                out[at : at + 20] = out[other : other + 20]
    if out and chance.random() < 0.1:
        del out[chance.randrange(len(out)) :]
    return bytes(out)


def survive(read: ReadBytes, data: bytes, seed: int, count: int) -> int:
    """Read mutations of a file; how many could be read."""
    chance = random.Random(seed)  # noqa: S311
    readable = 0
    for i in range(count):
        damaged = mutated(data, chance)
        started = time.process_time()
        try:
            structure = read(damaged)
        except PaperError:
            continue
        finally:
            assert time.process_time() - started < 5, f"mutation {i} of seed {seed} took too long"
        readable += bool(structure.pages)
    return readable


@pytest.mark.parametrize("seed", range(4))
def test_mutations_of_a_small_file(read: ReadBytes, seed: int) -> None:
    assert survive(read, rich(), seed, 100) > 40


def test_mutations_of_a_compressed_file(read: ReadBytes, compile_tex: CompileTex) -> None:
    document = (
        r"\documentclass{article}\usepackage{hyperref}\pdfobjcompresslevel=2"
        r"\begin{document}\section{One}Text, \url{https://mlsys.org}.\end{document}"
    )
    compiled = compile_tex(document)
    assert compiled.pdf is not None
    assert survive(read, compiled.pdf.read_bytes(), 7, 100) > 40
