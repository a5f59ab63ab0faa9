"""What the reader of sources knows of LaTeX's macros."""

from __future__ import annotations

import re

# Arguments by macro, as in pylatexenc: * a star, [ an optional one, { a mandatory
# one. A macro that is not listed takes the groups right behind it.
SIGNATURES = {
    **dict.fromkeys(
        (
            *("tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large"),
            *("LARGE", "huge", "Huge", "centering", "raggedright", "raggedleft", "noindent"),
            *("par", "bfseries", "itshape", "ttfamily", "sffamily", "rmfamily", "scshape"),
            *("selectfont", "bf", "it", "tt", "sf", "rm", "em", "relax", "hfill", "vfill"),
            *("newpage", "clearpage", "columnbreak", "maketitle", "appendix", "quad", "qquad"),
            *("onehalfspacing", "doublespacing", "singlespacing", "begingroup", "endgroup"),
            *("bgroup", "egroup", "makeatletter", "makeatother", "else", "fi", "protect"),
            *("global", "leavevmode", "smallskip", "medskip", "bigskip", "hline", "toprule"),
            *("iftrue", "iffalse"),
        ),
        "",
    ),
    **dict.fromkeys(("documentclass", "usepackage", "RequirePackage", "LoadClass"), "[{["),
    **dict.fromkeys(("section", "subsection", "subsubsection", "chapter", "part"), "*[{"),
    **dict.fromkeys(("paragraph", "subparagraph", "caption", "captionsetup", "setlist"), "*[{"),
    **dict.fromkeys(("vspace", "hspace", "enlargethispage", "addvspace"), "*{"),
    **dict.fromkeys(("setlength", "addtolength", "fontsize", "AtBeginEnvironment", "ifx"), "{{"),
    **dict.fromkeys(("mlsysauthor", "mlsyscorrespondingauthor"), "{{"),
    **dict.fromkeys(("setmainfont", "setromanfont"), "[{["),
    **dict.fromkeys(("geometry", "newgeometry", "linespread", "setstretch", "hypersetup"), "{"),
    **dict.fromkeys(("fontfamily", "author", "title", "thanks", "date", "bibliography"), "[{"),
    **dict.fromkeys(("bibliographystyle", "microtypesetup", "end", "ifdefined"), "{"),
    **dict.fromkeys(("import", "subimport", "includefrom", "subincludefrom"), "*{{"),
    **dict.fromkeys(("inputfrom", "subinputfrom"), "*{{"),
    "AddToHook": "{[{",
    "titleformat": "*{[{{{{[",
    "titlespacing": "*{{{{[",
    "SetTracking": "[{{",
    "addbibresource": "[{",
    "item": "[",
    "twocolumn": "[",
}

# Macros whose arguments end nothing that is set in them.
TRANSPARENT = frozenset(
    {
        *("AtBeginDocument", "AtEndDocument", "AtEndPreamble", "AddToHook", "AfterEndPreamble"),
        *("apptocmd", "pretocmd", "patchcmd", "appto", "preto", "gappto", "xapptocmd"),
        *("IfFileExists", "InputIfFileExists", "ifthenelse", "@ifpackageloaded", "@ifundefined"),
        *("@ifstar", "@ifnextchar", "g@addto@macro", "expandafter", "ifdefined", "ifcsdef"),
        *("ifdef", "ifundef", "iftoggle", "ifbool", "AtBeginShipout"),
        *("@firstofone", "@firstoftwo", "@secondoftwo"),
    }
)
ENVIRONMENT_HOOK = re.compile(r"AddToHook\{env/([^/]+)/begin\}|AtBeginEnvironment\{(.+)\}")

# Registers that may be assigned to without a command.
REGISTERS = frozenset(
    {
        *("textheight", "textwidth", "columnsep", "columnseprule", "topmargin", "oddsidemargin"),
        *("evensidemargin", "headheight", "headsep", "hoffset", "voffset", "paperwidth"),
        *("paperheight", "topskip", "parskip", "parindent", "baselineskip", "lineskip"),
        *("lineskiplimit", "floatsep", "textfloatsep", "intextsep", "dblfloatsep"),
        *("dbltextfloatsep", "abovecaptionskip", "belowcaptionskip", "abovedisplayskip"),
        *("belowdisplayskip", "abovedisplayshortskip", "belowdisplayshortskip", "bibsep"),
        *("spaceskip", "xspaceskip", "footins", "footnotesep", "hsize", "vsize"),
        *("pdfpagewidth", "pdfpageheight", "pdfhorigin", "pdfvorigin", "mag"),
        *("fontdimen", "normalbaselineskip", "columnwidth"),
    }
)
# After these, a register is read, not assigned to.
READERS = re.compile(
    r"\\(?:if[a-zA-Z@]*|the|number|dimexpr|glueexpr|numexpr|[hv]skip|kern|raise|lower|moveleft"
    r"|moveright|advance|multiply|divide|by|showthe|string|noexpand|let|height|width|depth"
    r"|hbox|vbox|vtop|newcommand|renewcommand|def|global@let)\s*(?:to\s*)?$"
)
# What may stand before an assignment that has no equal sign.
STATEMENT = re.compile(
    r"(?:^|[\n{};]|\\(?:global|relax|par|begingroup|bgroup|noindent|makeatletter|centering))[ \t]*$"
)

_UNIT = r"(?:true\s*)?(?:pt|in|cm|mm|em|ex|bp|pc|dd|cc|sp|mu|fil{1,3})\b"
_NUMBER = r"(?:\d++[.,]?\d*+|[.,]\d++)"
_SIGNED = (
    rf"[-+ ]{{0,9}}(?:{_NUMBER}\s*+(?:{_UNIT}|\\[A-Za-z@]++)?"
    r"|\\(?:dimexpr|glueexpr)\b[^\n]{0,200}+|\\[A-Za-z@]++)"
)
_GLUE = rf"(?:\s{{0,9}}plus\s{{0,9}}{_SIGNED})?(?:\s{{0,9}}minus\s{{0,9}}{_SIGNED})?"
VALUE = re.compile(_SIGNED + _GLUE)

DEFINERS = frozenset(
    {
        *("newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"),
        *("newrobustcmd", "renewrobustcmd", "NewDocumentCommand", "RenewDocumentCommand"),
        *("ProvideDocumentCommand", "DeclareDocumentCommand"),
    }
)
ENVIRONMENT_DEFINERS = frozenset(
    {
        *("newenvironment", "renewenvironment", "NewDocumentEnvironment"),
        *("RenewDocumentEnvironment", "DeclareDocumentEnvironment"),
    }
)
PRIMITIVE_DEFINERS = frozenset({"def", "gdef", "edef", "xdef"})
# The macro after these is named, not called.
NAMERS = frozenset(
    {
        *("newlength", "newif", "newcounter", "newtoks", "newdimen", "newskip", "newbox"),
        *("newcount", "string", "the", "meaning", "noexpand", "undef", "newsavebox", "showthe"),
        *("DeclareMathOperator", "DeclarePairedDelimiter"),
    }
)

INPUTS_FROM_FOLDER = frozenset(
    {"import", "subimport", "includefrom", "subincludefrom", "inputfrom", "subinputfrom"}
)
INPUTS = INPUTS_FROM_FOLDER | {
    *("input", "include", "subfile", "subfileinclude", "@input", "InputIfFileExists")
}
BIBLIOGRAPHIES = frozenset({"bibliography", "addbibresource", "nobibliography", "addglobalbib"})
STYLE_NAME = re.compile(r"(?:mlsys|sysml)(?P<year>\d{4})")
# Files that come with TeX and are read by papers.
COME_WITH_TEX = frozenset(
    {
        *("glyphtounicode", "binhex", "epsf", "xy", "insbox", "random", "multido", "fp"),
        *("ieeeabrv", "ieeefull", "pdfcolmk", "pgfplots", "tikz", "t1enc.dfu", "ix-utf8enc.dfu"),
        *("supp-pdf", "pstricks", "diagxy", "biblatex-examples", "xampl"),
    }
)
# Names that begin like conditionals but end with no \fi.
NO_CONDITIONALS = re.compile(
    r"(?:iff|ifthenelse|iftoggle|ifbool|ifdef|ifundef|ifcs(?!name)\w+|ifdef(?!ined)\w+|ifstr\w+|ifblank"
    r"|ifnotblank|ifnum(?:comp|odd|equal|greater|less)|ifdim(?:comp|equal|greater|less)"
    r"|ifpackage\w+|ifclass\w+|ifinlist\w*|ifpatchable\w*|ifempty|ifnotempty|ifboolexpr|ifboolexpe"
    r"|ifcsdef|ifcsundef|ifcommalist|iflanguage|ifentrytype|iffield\w+|ifname\w+|iflist\w+)\*?"
)

VERBATIM = frozenset(
    {
        *("verbatim", "Verbatim", "BVerbatim", "LVerbatim", "SaveVerbatim", "spverbatim"),
        *("lstlisting", "minted", "alltt", "comment", "filecontents", "tcblisting"),
        *("luacode", "pycode", "asy", "sourcecode", "VerbatimOut", "rawhtml"),
    }
)
# Commands whose argument is taken as it stands, with how many arguments come before it.
VERBATIM_MACROS = {
    "mintinline": 1,
    **dict.fromkeys(("verb", "Verb", "lstinline", "url", "path", "nolinkurl", "href"), 0),
    "detokenize": 0,
}
# Environments that the paper makes out of verbatim ones.
OWN_VERBATIM = re.compile(
    r"""\\(?: (?:lstnewenvironment|DefineVerbatimEnvironment|newtcblisting|excludecomment
               |RecustomVerbatimEnvironment|newverbatim) \s*+ \{ \s*+ (?P<name>[A-Za-z]++\*?)
          | (?:re)?newenvironment\*? \s*+ \{ \s*+ (?P<own>[A-Za-z]++\*?) \s*+ \}
            (?: \s*+ \[ [^\]\n]*+ \] )*+ \s*+
            \{ [^{}]{0,300}? \\(?:[vV]erbatim|VerbatimEnvironment|lstlisting|comment|minted)\b
          )""",
    re.X,
)
