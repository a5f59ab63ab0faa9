"""Rows of comparisons, made by hand, for the tests of the reports."""

from __future__ import annotations

from PIL import Image

from mlsys_paper.compare.model import PagePictures, PaperComparison, Side
from mlsys_paper.layouts.model import Line, Move, Movement, Share
from mlsys_paper.pdf.pictures import png_of

PNG = png_of(Image.new("RGB", (4, 4)))
LINE = Line(2, 1, 55.44, 600.0, 289.44, 9.96, "Times", "A line <b>of</b> text")
MOVE = Move(
    "moved", LINE, LINE._replace(baseline=598.5), "page 2: \u201cA line\u201d is 1.50 bp lower"
)
STILL = Movement(Share(90, 90), Share(10, 10), None, None, Share(4, 4), (), (1, 1), (2, 2))
MOVED = Movement(
    body=Share(899, 900),
    references=Share(0, 10),
    first=MOVE,
    first_reference=MOVE,
    marks=Share(3, 4),
    pages=(2, 3),
    main_text_ends=(2, 3),
    page_counts=(3, 4),
    sizes=((612.0, 792.0),) * 4,
    within=7,
    most_within=0.41,
)
GOOD = Side(pdf=True, pages=3)
SAME = PaperComparison(
    "same", "main.tex", "mlsys2020", "accepted", "pdflatex", GOOD, GOOD, movement=STILL
)
SHIFTED = PaperComparison(
    name="<script>shifted",
    main="main.tex",
    style="mlsys2020",
    engine="pdflatex",
    before=Side(pdf=True, pages=3, reused=True),
    after=Side(pdf=True, pages=4, warnings=("beware & heed",), missing_figures=("fig/a", "fig/b")),
    new_warnings=("beware & heed", "another"),
    new_overfull=("main.tex:9: 4.0 pt too wide",),
    movement=MOVED,
    pictures=(PagePictures(2, PNG, PNG, PNG), PagePictures(4, b"", PNG, b"")),
)
BROKEN = PaperComparison(
    "broken",
    "main.tex",
    "sysml2019",
    before=GOOD,
    after=Side(errors=("main.tex:3: Undefined control sequence", "and more")),
    new_errors=("main.tex:3: Undefined control sequence", "and more"),
)
SKIPPED = PaperComparison("skipped", failure="No .tex file has a \\documentclass.")
UNREAD = PaperComparison(
    "unread", "main.tex", before=GOOD, after=GOOD, failure="its PDF can't be compared: too long"
)
MENDED = PaperComparison("mended", "main.tex", before=Side(errors=("no",)), after=GOOD)
ROWS = (SAME, SKIPPED, MENDED, SHIFTED, UNREAD, BROKEN)
