"""Damage to papers: cut off, changed, doubled, corrupted; each a pure function of its chance."""

from __future__ import annotations

import io
import random
import re
import zlib
from typing import TYPE_CHECKING

import pypdf
from pypdf.generic import StreamObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Damage = Callable[[bytes, random.Random], bytes]

NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
ODD_NUMBERS = (
    *(b"0", b"-1", b"1", b"65536", b"2147483647", b"-2147483648", b"4294967296"),
    *(b"99999999999999999999", b"-0.5", b"0.00001", b"1e9"),
)
NAME = re.compile(rb"/[A-Za-z]+")


def cut_off(data: bytes, chance: random.Random) -> bytes:
    """The beginning of the file."""
    return data[: chance.randrange(len(data))]


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    """Some bits turned over, anywhere."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 100, 1000))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def leave_out(data: bytes, chance: random.Random) -> bytes:
    """Without a piece."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 20, 500, 20_000)) :]


def double(data: bytes, chance: random.Random) -> bytes:
    """With a piece of it put somewhere once more."""
    start, place = chance.randrange(len(data)), chance.randrange(len(data))
    piece = data[start : start + chance.choice((1, 20, 500, 20_000))]
    return data[:place] + piece + data[place:]


def change_numbers(data: bytes, chance: random.Random) -> bytes:
    """Some numbers made odd: lengths, references, coordinates, sizes."""
    return _exchanged(NUMBER, ODD_NUMBERS, data, chance)


def change_names(data: bytes, chance: random.Random) -> bytes:
    """Some names exchanged for others of the file: types, keys, fonts."""
    return _exchanged(NAME, NAME.findall(data), data, chance)


def _exchanged(
    pattern: re.Pattern[bytes], others: Sequence[bytes], data: bytes, chance: random.Random
) -> bytes:
    """Some matches of a pattern exchanged for others."""
    matches = list(pattern.finditer(data))
    wanted = min(chance.choice((1, 5, 50)), len(matches))
    chosen = sorted(chance.sample(matches, wanted), key=re.Match.start)
    parts, end = [], 0
    for match in chosen:
        parts += [data[end : match.start()], chance.choice(others)]
        end = match.end()
    return b"".join([*parts, data[end:]])


def corrupt_stream(data: bytes, chance: random.Random) -> bytes:
    """One stream damaged: within it when it can be unpacked, else its bytes."""
    streams = list(STREAM.finditer(data))
    if not streams:
        return flip_bits(data, chance)
    chosen = chance.choice(streams)
    content = chosen[1]
    try:
        unpacked = zlib.decompressobj().decompress(content)
    except zlib.error:
        unpacked = b""
    if unpacked:
        damage = chance.choice((flip_bits, leave_out, double, change_numbers))
        content = zlib.compress(damage(unpacked, chance), 1)
    elif content:
        content = flip_bits(content, chance)
    return data[: chosen.start(1)] + content + data[chosen.end(1) :]


DAMAGES: tuple[Damage, ...] = (
    cut_off,
    flip_bits,
    leave_out,
    double,
    change_numbers,
    change_names,
    corrupt_stream,
)


def unpacked(data: bytes) -> bytes:
    """The same paper without compression, so that damage reaches what streams say.

    Raises:
        pypdf.errors.PyPdfError: it is no PDF that can be read.
    """
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for thing in writer._objects:  # pypdf has no other way to all of them
        if isinstance(thing, StreamObject) and thing.get("/Filter") == "/FlateDecode":
            content = thing.get_data()
            thing.pop("/Filter")
            thing.pop("/DecodeParms", None)
            thing._data = content
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def damaged(papers: Sequence[bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many damaged papers, each with the name of its damage; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  (damage has no need of secrecy)
    sources = [variant for paper in papers for variant in (paper, unpacked(paper))]
    for number in range(count):
        damage = DAMAGES[number % len(DAMAGES)]
        data = damage(chance.choice(sources), chance)
        if chance.random() < 0.2:
            data = chance.choice(DAMAGES)(data or b"%PDF-", chance)
        yield damage.__name__, data
