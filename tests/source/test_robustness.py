"""Whatever lies beside a paper, reading it ends soon and without an accident."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from check.papers import FILES, submission
from mlsys_paper.source.reader import MOST_COMPLAINTS, MOST_TOKENS, read_source

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.thorough

ROUNDS = 300
PIECES = (
    *("{", "}", "[", "]", "%", "\\", "\\begin{", "\\end{figure}", "\\fi", "\\iffalse", "\\else"),
    *("\\verb", "\\def\\a", "\\newcommand", "\\input{main}", "\\url{", "\\csname", "\\let", "$"),
    *("\\begin{verbatim}", "\\makeatletter", "\0", "\udc80", "\n\n", "#1", "\\advance", "@misc{"),
    *("\\newif\\ifx", "\\renewcommand{\\section}", "\\bibliography{references}", '"', "="),
)


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(text))
        match chance.randrange(4):
            case 0:
                text = text[:place] + chance.choice(PIECES) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randint(1, 30) :]
            case 2:
                other = chance.randrange(len(text))
                text = text[:place] + text[other : other + 60] + text[place:]
            case _:
                text = text[:place] + chance.choice(PIECES) * chance.randint(1, 40) + text[place:]
    return text


def test_mutated_sources_are_read(tmp_path: Path) -> None:
    main = submission(preamble="\\newcommand{\\x}[1]{\\vspace{-#1}}\\newif\\ify\\parskip=3pt")
    files = {name: path.read_text() for name, path in FILES.items()}
    for seed in range(ROUNDS):
        chance = random.Random(seed)  # noqa: S311 - nothing is kept secret
        for name, text in {"main.tex": main, **files}.items():
            changed = mutated(text, chance)
            (tmp_path / name).write_bytes(changed.encode("utf-8", "surrogateescape"))
        if "\\documentclass" in (tmp_path / "main.tex").read_text("latin-1"):
            read_source(tmp_path / "main.tex")


@pytest.mark.parametrize(
    "text",
    [
        "{" * 80_000,
        "\\a{" * 40_000,
        "\\vspace{" * 40_000,
        "\\begin{a}" * 20_000,
        "\\newcommand{\\a}{" * 20_000,
        "\\def\\a" * 20_000,
        "\\iffalse" * 20_000,
        "\\ifx\\a\\b" * 20_000,
        "[" * 80_000,
        "\\verb|" * 20_000,
        "\\begin{verbatim}" * 20_000,
        "\\newenvironment{a}{" * 20_000,
        "\\url{" * 20_000,
        "\\parskip=" * 20_000,
        "\\parskip " + " " * 80_000,
        "\\a" * 60_000,
        "%\n" * 60_000,
        "\\section{" * 20_000,
        "\\item[" * 20_000,
        "\\x[{" * 20_000,
        "\\end{a}" * 40_000,
        "\\setlength{" * 20_000,
        "\\x{" * 40 + "\\y" * 90_000 + "}" * 40,
        "\\\\" * 300_000,
        " " * 300_000,
        "@misc{" * 20_000,
        "@misc{a, b = {" * 20_000,
        "@comment{" * 20_000,
        "@misc{a" + " " * 60_000,
        '@misc{a, b = "' * 20_000,
    ],
    ids=lambda text: text[:16],
)
def test_every_repetition_is_read_to_an_end(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.tex").write_text("\\documentclass{article}\\bibliography{refs}" + text)
    (tmp_path / "refs.bib").write_text(text)
    source = read_source(tmp_path / "main.tex")
    # Every step of pylatexenc is counted, those over a place that it reads again, too.
    assert len(source.calls) <= MOST_TOKENS
    assert len(source.unreadable) <= MOST_COMPLAINTS


def test_the_budget_of_tokens_is_one_for_all_files(tmp_path: Path) -> None:
    parts = {f"part{n}.tex": "\\a" * 30_000 for n in range(9)}
    for name, text in parts.items():
        (tmp_path / name).write_text(text)
    inputs = "".join(f"\\input{{{name}}}\n" for name in parts)
    (tmp_path / "main.tex").write_text("\\documentclass{article}\n" + inputs)
    source = read_source(tmp_path / "main.tex")
    assert any("was not read beyond line" in sentence for sentence in source.unreadable)
    assert "part8.tex was not read: there is too much before it." in source.unreadable


def test_a_file_too_large_is_named_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text("\\documentclass{article}\\input{big}\\large")
    (tmp_path / "big.tex").write_bytes(b" " * (5 << 20))
    source = read_source(tmp_path / "main.tex")
    assert "big.tex has 5 MB" in source.unreadable[0]
    assert source.calls[-1].name == "large"
