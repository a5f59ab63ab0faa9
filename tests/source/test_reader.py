"""LaTeX sources are read into calls, each at its line, and nothing that TeX would not run is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.source.reader import read_source
from style.papers import line_of

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.source.model import MacroCall, Source

DOCUMENT = "\\documentclass{article}\n%s\n\\begin{document}\n%s\n\\end{document}\n"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / "main.tex"


def read(folder: Path, body: str, preamble: str = "", **files: str | bytes) -> Source:
    return read_source(write(folder, {"main.tex": DOCUMENT % (preamble, body), **files}))


def calls(source: Source, name: str) -> list[MacroCall]:
    return [call for call in source.calls if call.name == name]


def values(source: Source, name: str) -> list[str]:
    return [call.arguments[0] for call in calls(source, name) if call.arguments]


def test_a_call_has_its_file_line_and_arguments(tmp_path: Path) -> None:
    source = read(tmp_path, "One.\n\n\\vspace*{-3pt}", "\\usepackage[a,b=2]{geometry}")
    (package,) = calls(source, "usepackage")
    assert (package.options, package.arguments) == (("a,b=2",), ("geometry",))
    assert (package.file, package.line, package.preamble) == ("main.tex", 2, True)
    (space,) = calls(source, "vspace")
    assert (space.arguments, space.line, space.preamble) == (("-3pt",), 6, False)


@pytest.mark.parametrize(
    "hidden",
    [
        "% \\vspace{-9pt}",
        "\\% fine % \\vspace{-9pt}",
        "\\begin{verbatim}\n\\vspace{-9pt}\n\\end{verbatim}",
        "\\begin{lstlisting}[language=TeX]\n\\vspace{-9pt} % {\n\\end{lstlisting}",
        "\\begin{comment}\n\\vspace{-9pt}\n\\end{comment}",
        "\\verb|\\vspace{-9pt}|",
        "\\verb*+\\vspace{-9pt}+",
        "\\lstinline[basicstyle=\\tt]!\\vspace{-9pt}!",
        "\\mintinline{tex}{\\vspace{-9pt}}",
        "\\iffalse\n\\vspace{-9pt}\n\\fi",
        "\\iffalse \\ifx\\a\\b \\else \\fi \\vspace{-9pt}\\fi",
        "\\iftrue\\else\\vspace{-9pt}\\fi",
        "\\string\\vspace{-9pt}",
        "\\begin{shown}\n\\vspace{-9pt}\n\\end{shown}",
        "\\begin{away}\n\\vspace{-9pt}\n\\end{away}",
        "\\ifnotes\\vspace{-9pt}\\fi",
        "\\end{document}\n\\vspace{-9pt}",
        "\\endinput\n\\vspace{-9pt}",
    ],
)
def test_what_tex_would_not_run_is_no_call(tmp_path: Path, hidden: str) -> None:
    preamble = (
        "\\newenvironment{shown}{\\small\\verbatim}{\\endverbatim}\n"
        "\\excludecomment{away}\\newif\\ifnotes"
    )
    source = read(tmp_path, f"\\vspace{{1pt}}\n{hidden}", preamble)
    assert values(source, "vspace") == ["1pt"]
    if "end{document}" not in hidden and "endinput" not in hidden:
        after = read(tmp_path, f"{hidden}\n\\vspace{{2pt}}", preamble)
        assert values(after, "vspace") == ["2pt"]
        line = line_of(after.main.read_text(), "\\vspace{2pt}")
        assert calls(after, "vspace")[0].line == line


@pytest.mark.parametrize(
    "shown",
    [
        "\\url{https://x.example/a%20b}\\vspace{-9pt}",
        "\\ifnotes\\else\\vspace{-9pt}\\fi",
        "\\notestrue\\ifnotes\\vspace{-9pt}\\fi",
        "\\ifx\\a\\b\\else\\vspace{-9pt}\\fi",
        "\\ifmmode\\vspace{-9pt}\\fi",
        "$a \\iff b$ \\vspace{-9pt}",
        "100\\% \\vspace{-9pt}",
        "{\\small \\vspace{-9pt}",
        "} \\vspace{-9pt}",
        "\\end{figure} \\vspace{-9pt}",
        "\\vspace %\n {-9pt}",
    ],
)
def test_what_tex_would_run_is_a_call(tmp_path: Path, shown: str) -> None:
    assert values(read(tmp_path, shown, "\\newif\\ifnotes"), "vspace") == ["-9pt"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("\\parskip=3pt plus 1pt minus .5pt\n", "3pt plus 1pt minus .5pt"),
        ("\\parskip 3pt\n", "3pt"),
        ("\\parskip3pt\n", "3pt"),
        ("\\global\\parskip=.5\\baselineskip", ".5\\baselineskip"),
        ("text \\parskip -1ex\n", ""),  # read by the primitive before it, for all one can tell
        ("\\vspace{-\\parskip}", ""),
        ("\\vspace{\\parskip}", ""),
        ("\\ifdim\\parskip=3pt x\\fi", ""),
        ("\\the\\parskip 3pt", ""),
        ("\\kern\\parskip 3pt", ""),
        ("\\setlength{\\x}{%\n\\parskip-3pt}", ""),
    ],
)
def test_an_assignment_is_known_from_reading_a_register(
    tmp_path: Path, code: str, value: str
) -> None:
    assert values(read(tmp_path, code), "parskip") == ([value] if value else [])


def test_definitions_count_where_they_are_used(tmp_path: Path) -> None:
    preamble = (
        "\\newcommand{\\tight}[1][x]{\\vspace{-1pt}}\n"
        "\\newcommand\\unused{\\vspace{-2pt}}\n"
        "\\def\\deep#1{\\tighter}\\newcommand*{\\tighter}{\\vspace{-3pt}}\n"
        "\\renewcommand{\\section}{\\vspace{-4pt}}\n"
        "\\newenvironment{dense}{\\vspace{-5pt}}{\\vspace{-6pt}}"
    )
    source = read(tmp_path, "\\tight \\deep{a}\\begin{dense}\\end{dense}", preamble)
    found = {call.arguments[0]: (call.definition, call.line) for call in calls(source, "vspace")}
    assert found == {
        "-1pt": ("tight", 2),
        "-3pt": ("tighter", 4),
        "-4pt": ("section", 5),
        "-5pt": ("dense", 6),
        "-6pt": ("dense", 6),
    }


def test_a_call_knows_what_it_stands_in(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "\\begin{figure}\\centering{\\small a}\\caption{\\tiny b}\\end{figure}\\large",
    )
    (small,), (tiny,), (large,) = (calls(source, name) for name in ("small", "tiny", "large"))
    assert small.inside == ("figure", "{")
    assert tiny.inside == ("figure", "caption")
    assert small.groups[0] == tiny.groups[0]
    assert small.groups[1] != tiny.groups[1]
    assert (large.inside, large.groups) == ((), ())


def test_files_are_read_where_they_are_drawn_in(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        "\\vspace{1pt}\\input{sections/one}\\vspace{4pt}\\include{two}"
        "\\input three.tex \\sect{four}"
        "\\import{parts/}{five}\\subfile{six}",
        "\\newcommand{\\sect}[1]{\\input{sections/#1}}\\usepackage{own}",
        **{
            "sections/one.tex": "\n\\vspace{2pt}\r\n\\input{sections/deeper}\r\n",
            "sections/deeper.tex": "\\vspace{3pt}",
            "two.tex": "\\vspace{5pt}",
            "three.tex": "\\vspace{6pt}",
            "sections/four.tex": "\\vspace{7pt}",
            "parts/five.tex": "\\input{inner}",
            "parts/inner.tex": "\\vspace{8pt}",
            "six.tex": "\\documentclass[main]{subfiles}\\vspace{0pt}\n"
            "\\begin{document}\n\\vspace{9pt}\\end{document}",
            "own.sty": "\\def\\@own{\\hspace{1pt}}",
        },
    )
    assert values(source, "vspace") == [f"{n}pt" for n in range(1, 10)]
    assert source.unreadable == ()
    places = [(call.file, call.line) for call in calls(source, "vspace")]
    assert places[1:3] == [("sections/one.tex", 2), ("sections/deeper.tex", 1)]
    assert places[7:] == [("parts/inner.tex", 1), ("six.tex", 3)]
    assert [call.file for call in calls(source, "hspace")] == ["own.sty"]


def test_nothing_outside_of_the_folder_is_opened(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("\\vspace{-1in}")
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "link.tex").symlink_to(tmp_path / "secret.tex")
    body = f"\\input{{../secret}}\\input{{{tmp_path}/secret.tex}}\\input{{link}}\\input{{gone}}"
    source = read(folder, body + "\\input{sub/../inside}", inside="", **{"inside.tex": "\\large"})
    assert not calls(source, "vspace")
    assert calls(source, "large")
    assert len(source.unreadable) == 4
    assert "there is no file gone" in source.unreadable[3]


def test_cycles_and_endless_nesting_end(tmp_path: Path) -> None:
    chain = {f"c{n}.tex": f"\\input{{c{n + 1}}}" for n in range(40)}
    source = read(tmp_path, "\\input{main}\\input{c0}", **{**chain, "c40.tex": ""})
    assert any("nested too deep" in text for text in source.unreadable)


def test_a_file_in_latin_1_is_read(tmp_path: Path) -> None:
    main = write(
        tmp_path, {"main.tex": (DOCUMENT % ("", "caf\xe9\n\\vspace{2pt}")).encode("latin-1")}
    )
    assert calls(read_source(main), "vspace")[0].line == 5


def test_the_option_of_the_style_decides_what_the_guide_asks(tmp_path: Path) -> None:
    body = "\\ifdefined\\isaccepted\\vspace{1pt}\\else\\vspace{2pt}\\fi"
    assert values(read(tmp_path, body, "\\usepackage{mlsys2024}"), "vspace") == ["2pt"]
    source = read(tmp_path, body, "\\usepackage[accepted]{mlsys2024}")
    assert values(source, "vspace") == ["1pt"]


def test_the_styles_own_files_are_known(tmp_path: Path, style_dir: Path) -> None:
    sty = (style_dir / "mlsys2024.sty").read_bytes()
    bst = (style_dir / "mlsys2024.bst").read_bytes()
    source = read(
        tmp_path,
        "",
        **{
            "mlsys2024.sty": sty.replace(b"\n", b"\r\n"),
            "mlsys2024.bst": bst.replace(b"FUNCTION", b"FUNCTION ", 1),
        },
    )
    found = {file.file: (file.original, file.same_release) for file in source.style_files}
    assert found == {"mlsys2024.sty": (True, True), "mlsys2024.bst": (False, True)}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("One.\n\n{\\bf unclosed", 7),
        ("One.\n} closed twice", 6),
        ("\\section{unclosed\n\nText.", 5),
        ("\n" + "{" * 60 + "}" * 60, 6),
    ],
)
def test_what_cannot_be_parsed_is_named_with_its_line(tmp_path: Path, code: str, line: int) -> None:
    source = read(tmp_path, "\\input{part}", **{"part.tex": "\n" * 4 + code})
    whole = read(tmp_path, f"\\input{{part}}\n{code}\n\\vspace{{1pt}}")
    assert source.unreadable[0].startswith(f"part.tex, line {line}: what begins here")
    assert values(whole, "vspace") == ["1pt"]


def test_what_is_skipped_need_not_balance(tmp_path: Path) -> None:
    body = (
        "\\iffalse {\\bf \\fi\\begin{a}\\ifx\\b\\c\\begin{b}\\else\\end{b}\\fi\\end{a}\\vspace{1pt}"
    )
    body += "\\def\\next{\\let\\after= }"
    source = read(tmp_path, body, "\\newenvironment{mine}{\\begin{center}}{\\end{center}}")
    assert source.unreadable == ()
    assert calls(source, "vspace")[0].inside == ()


def test_arguments_have_no_comments(tmp_path: Path) -> None:
    source = read(tmp_path, "", "\\usepackage{%\n  graphicx,% pictures\n  times}")
    assert values(source, "usepackage") == ["graphicx,times"]


def test_hooks_of_environments_belong_to_them(tmp_path: Path) -> None:
    hooks = "\\AddToHook{env/quote/begin}{\\small}\\AtBeginEnvironment{verse}{\\tiny}"
    source = read(tmp_path, "", hooks + "\\AddToHook{begindocument}{\\large}")
    definitions = {call.name: call.definition for call in source.calls}
    assert (definitions["small"], definitions["tiny"]) == ("quote", "verse")
    assert definitions["large"] == ""
