"""Does a text tell its reader what to do: a reviewer, or a model that reads for one?

To be asked of text that is hidden, or that nobody prints. Papers about
language models print such sentences where everybody sees them.
"""

from __future__ import annotations

import re
from typing import Final

_MODEL = (
    r"(?:a\.?i\.?|llms?|gpt(?: \d\S*)?|chatgpt|chatbots?|assistants?"
    r"|(?:large |ai |the |trained |helpful )*(?:language )?"
    r"(?:models?|assistants?|agents?|systems?))"
)
_REVIEWER = r"(?:(?:ai|llm|automat\w+|human|peer|fellow|the|all|area) )*(?:reviewers?|chairs?)"
_PAPER = r"(?:papers?|submissions?|manuscripts?|works?|articles?)"
_GOOD = (
    r"(?:positiv\w*|favou?rabl\w*|good|glowing|high\w*|top|perfect|excellent|great|best|strong\w*"
    r"|accept\w*|enthusiastic|generous|full)"
)
_JUDGEMENT = (
    r"(?:reviews?|ratings?|scores?|evaluations?|assessments?|recommendations?|feedback|grades?"
    r"|marks?|comments?|opinions?|judge?ments?)"
)
_BAD = (
    r"(?:negativ\w*|weakness\w*|limitations?|flaws?|shortcomings?|critici\w+|problems?|drawbacks?"
    r"|mistakes?|errors?|concerns?)"
)
_FEW = r"(?: \S+){0,6}?"

_PHRASES: Final = (
    # Away with what the model was told before.
    rf"(?:ignor\w*|disregard\w*|forget\w*|overrid\w*|bypass\w*){_FEW} "
    r"(?:instructions?|prompts?|directions?|directives?|guidelines?|commands?|rules?)",
    r"(?:new|hidden|secret|additional|special|system|following) (?:instructions?|prompts?) ?:",
    r"(?:follow|obey) (?:these|the following|my|this) instructions?",
    # What the review should say.
    rf"(?:giv\w+|writ\w+|provid\w+|produc\w+|generat\w+|output\w*|return\w*|assign\w*|submit\w*"
    rf"|award\w*|respond\w*|reply|answer\w*){_FEW} {_GOOD}{_FEW} {_JUDGEMENT}",
    rf"{_GOOD} {_JUDGEMENT} only",
    rf"only {_GOOD} {_JUDGEMENT}",
    r"(?:do not|don.t|never|avoid|refrain from|without) (?:\S+ ){0,3}?"
    r"(?:mention|highlight|report|list|discuss|includ|point|rais|reveal|disclos|criticiz|criticis"
    rf"|note|identif)\w*(?: \S+){{0,8}}? (?:{_BAD}|this (?:instruction|prompt|message|text|note))",
    r"(?:recommend|suggest|vote|argue|advocate|decid)\w*(?: \S+){0,4}? accept\w*",
    rf"(?:must|should|please|shall|to|will) (?:be )?accept(?:ed)? (?:this|the|our) {_PAPER}",
    rf"accept this {_PAPER}",
    rf"(?:this|the|our) {_PAPER} (?:must|should|has to|deserves to) be (?:\w+ )?accepted",
    rf"(?:rate|score|grade|mark|praise|evaluate|judge|assess) (?:this|the|our) {_PAPER}{_FEW} "
    r"(?:as|with|highly|favou?rably|positively|an?|at|\d+)",
    rf"(?:emphasi[sz]|highlight|prais|stress|focus)\w*{_FEW} "
    r"(?:strengths?|exceptional|positive aspects|merits|groundbreaking)",
    r"impactful contributions?,? methodological rigou?r",
    r"(?:begin|start|end|conclude) (?:your|the) (?:review|response|summary|answer|output)",
    r"includ\w* (?:the|this) (?:following |exact )*(?:phrase|word|sentence|string|text)",
    r"in your (?:review|response|assessment|evaluation|summary|answer|report)",
    r"your (?:review|assessment|evaluation|recommendation|rating) (?:must|should|will|has to)",
    # Whom it speaks to.
    rf"(?:as|if you are|if you.re|since you are|because you are|you are) an? {_MODEL}",
    rf"(?:if|when) (?:you|an? {_MODEL}|this {_PAPER})(?: \S+){{0,4}}? "
    rf"(?:review\w*|summari[sz]\w*|evaluat\w*) (?:this|the|my|our) {_PAPER}",
    rf"(?:for|to|dear|attention|note to|message to|hello|hi) (?:any |all )?"
    rf"(?:{_REVIEWER}|(?:llm|ai|language model|gpt)(?: models?| agents?| assistants?)?) ?[:,!]",
    rf"(?:dear|attention|note to|message to|instructions? (?:for|to)) (?:any |all |the )*"
    rf"(?:{_REVIEWER}|llms?|{_MODEL})",
    r"(?:for|to) (?:llm|ai|language model|automat\w+) (?:reviewers?|agents?|assistants?)",
    # The same where the reviewer reads another language.
    r"(?:忽略|无视|無視|忘记)\S{0,12}(?:指令|指示|提示)",
    r"(?:正面|积极|好评|高分)\S{0,8}(?:评审|评价|评论|审稿)",
    r"(?:以前|上記|これまで)の\S{0,6}(?:指示|命令)\S{0,4}(?:無視|忘れ)",
    r"(?:이전|위의)\S{0,8}\s?(?:지시|명령)\S{0,6}\s?무시",
)


def _compiled(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){phrase}" if phrase[:4] != "(?:忽" else phrase)


_PATTERNS: Final = tuple(map(_compiled, _PHRASES))

_CRAMPED: Final = re.compile(
    r"(?:ignore|disregard|forget)(?:all|any|the|your|of)*(?:previous|prior|above|earlier|preceding)"
    r"(?:instruction|prompt|direction|guideline|command)"
    r"|positivereview|recommendaccept|acceptthis(?:paper|submission)|donothighlight"
    r"|giveapositive|(?:as|youare)a(?:large)?languagemodel"
)


def reads_like_an_instruction(text: str) -> bool:
    """Whether a text asks a reviewer or a model for something."""
    plain = re.sub(r"[\s\u00ad\u200b]+", " ", _untagged(text).casefold()).replace("\u2019", "'")
    plain = re.sub(r"(?<=[a-z])- (?=[a-z])", "", plain)
    if any(pattern.search(plain) for pattern in _PATTERNS):
        return True
    # Letters set apart, or words that the file runs together.
    return _CRAMPED.search(re.sub(r"[\W_]", "", plain)) is not None


def _untagged(text: str) -> str:
    """A text with the letters that Unicode's invisible tag characters stand for."""
    if not any(0xE0020 <= ord(letter) < 0xE007F for letter in text):
        return text
    return "".join(
        chr(ord(letter) - 0xE0000) if 0xE0020 <= ord(letter) < 0xE007F else letter
        for letter in text
    )


_GLUE = re.compile(
    r"\b(?:the|of|to|and|is|are|this|that|for|in|with|a|an|be|we|you|our|your|it|as|on|by|from|not"
    r"|have|has|can|will|which|all|should|must|do|if|or|at|was|were|their|its)\b"
)


def reads_like_prose(text: str) -> bool:
    """Whether a text is made of sentences rather than of labels: at least eight words."""
    plain = text.casefold()
    words = len(re.findall(r"[^\W\d_]+", plain))
    glue = len(_GLUE.findall(plain))
    return words >= 8 and glue >= 2 and 5 * glue >= words
