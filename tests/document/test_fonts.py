"""Font names tell family, weight and slant as TeX and word processors write them."""

from __future__ import annotations

import pytest

from mlsys_paper.document.fonts import family, is_bold, is_italic, is_maths


@pytest.mark.parametrize(
    ("name", "expected", "bold", "italic"),
    [
        ("NimbusRomNo9L-Regu", "NimbusRomNo9L", False, False),
        ("NimbusRomNo9L-Medi", "NimbusRomNo9L", True, False),
        ("NimbusRomNo9L-ReguItal", "NimbusRomNo9L", False, True),
        ("NimbusRomNo9L-Regu-Slant_167", "NimbusRomNo9L", False, True),
        ("TeXGyreTermes-BoldItalic", "TeXGyreTermes", True, True),
        ("TimesNewRomanPSMT", "TimesNewRoman", False, False),
        ("TimesNewRomanPS-BoldMT", "TimesNewRoman", True, False),
        ("TimesNewRoman,Italic", "TimesNewRoman", False, True),
        ("Times-Roman", "Times", False, False),
        ("CMR10", "CMR", False, False),
        ("CMBX12", "CMBX", True, False),
        ("CMTI10", "CMTI", False, True),
    ],
)
def test_names_of_text_fonts(name: str, expected: str, bold: bool, italic: bool) -> None:
    assert (family(name), is_bold(name), is_italic(name)) == (expected, bold, italic)


@pytest.mark.parametrize("name", ["CMMI10", "CMSY7", "CMEX10", "CMR10", "MSBM10", "EUFM10"])
def test_names_of_fonts_for_mathematics(name: str) -> None:
    assert is_maths(name)


@pytest.mark.parametrize("name", ["NimbusRomNo9L-Regu", "NimbusMonL-Regu", "CMTT10", "CMTI10"])
def test_text_fonts_are_not_for_mathematics(name: str) -> None:
    assert not is_maths(name)
