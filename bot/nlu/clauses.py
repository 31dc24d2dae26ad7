"""Splits a message into the questions it asks."""

from __future__ import annotations

import re

_ENDS = re.compile(
    r"[。！？!?；;\n]+|(?<=[吗呢])[,，、 ]|[,，、]\s*(?=(?:还有|另外|以及|然后|再就是|顺便))"
)
_SOFT_ENDS = re.compile(
    r"[,，]\s*|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])|(?=还有(?!效|没|多|几)|另外|顺便问|再问|以及)"
)
"""Blanks divide Chinese, not English."""
_QUESTION = re.compile(
    r"[吗么呢?？]|怎么|怎样|咋|如何|哪|啥|什么|多久|多长|多少|几|谁|为何|为什么|是不是|能不能|可不可以|"
    r"要不要|用不用|行不行|可以|该不该|需要|有没有|对不对|求|(?<![我你他她们但可也就都师])还是(?![不没很想])|(?P<verb>[^\W\d])[不没](?P=verb)|不$|没$|"
    r"what|where|when|how|who|why|which|can |do i|is |should"
)
EACH = re.compile("各自|各是|各(?![位种个类])|分别")
_OF_EACH = re.compile(f"(?:我[俩们]|咱[俩们]|两个?人)?(?:{EACH.pattern})")
_COMMAS = re.compile(r"[,，、。；;\n]+")
FEWEST_CHARACTERS = 3


def questions_in(text: str) -> list[str]:
    """Return the parts of a message that each ask something, in order.

    A statement belongs to the question that follows it; one at the end, to the question before.
    A message with fewer than two questions comes back whole.
    """
    parts = [part.strip() for part in _ENDS.split(text) if part and part.strip()]
    if sum(map(asks, parts)) < 2:
        parts = [part.strip() for part in _SOFT_ENDS.split(text) if part and part.strip()]
    if sum(map(asks, parts)) < 2:
        return [text]
    questions: list[str] = []
    waiting = ""
    for part in parts:
        waiting = f"{waiting},{part}" if waiting else part
        if asks(part):
            questions.append(waiting)
            waiting = ""
    if waiting:
        questions[-1] += f",{waiting}"
    return questions


def questions_of_each(text: str) -> list[str]:
    """Return a question about cases told before it (我去企业，他读研，分别怎么办), one a case.

    Nothing when the message asks no such question.
    """
    *cases, question = [part.strip() for part in _COMMAS.split(text) if part.strip()] or [""]
    if len(cases) < 2 or not EACH.search(question) or any(map(asks, cases)):
        return []
    rest = _OF_EACH.sub("", question, count=1)
    return [f"{case},{rest}" for case in cases]


def asking_sentence(text: str) -> str | None:
    """Return the last sentence that asks, or None when the message is but one sentence."""
    sentences = [part.strip() for part in _ENDS.split(text) if part and part.strip()]
    if len(sentences) < 2:
        return None
    return next((part for part in reversed(sentences) if asks(part)), None)


def asks(part: str) -> bool:
    """Tell whether a part of a message asks something."""
    return len(part) >= FEWEST_CHARACTERS and _QUESTION.search(part.lower()) is not None
