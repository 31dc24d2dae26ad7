"""A spaCy pipeline that finds the kb's places, documents, people, dates, mailboxes and numbers.

``spacy.blank("zh")`` splits into characters, so a pattern matches wherever its characters stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.knowledge.grammar import words_of
from bot.knowledge.model import Concept

STUDENT_NUMBER = "student_number"
DATE = "date"
NUMBERS = {
    STUDENT_NUMBER: re.compile(
        r"(?<![0-9A-Za-z])(?:\d{2}[A-Za-z]{1,2}\d{5,7}|\d{8,10})(?![0-9A-Za-z])"
    ),
    DATE: re.compile(
        r"(?:\d{4}\s*[年/.\-]\s*)?\d{1,2}\s*(?:月\s*\d{1,2}\s*[日号]?|/\s*\d{1,2}(?![\d/]))"
        r"|\d{4}-\d{1,2}-\d{1,2}|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]?"
    ),
}  # fmt: skip
"""What a list of terms can't hold: numbers of the school's shapes and calendar dates."""


@Language.component("number_spans")
def number_spans(doc: Doc) -> Doc:
    """Add spans for :data:`NUMBERS`; where spans overlap, the longest stays."""
    found: list[Span] = list(doc.ents)
    for kind, pattern in NUMBERS.items():
        for match in pattern.finditer(doc.text):
            span = doc.char_span(*match.span(), label=kind)
            if span is not None:
                found.append(span)
    doc.ents = filter_spans(found)
    return doc


def build(concepts: Iterable[Concept]) -> Language:
    """Return a pipeline whose ruler knows the terms of every concept with an entity kind."""
    pipeline = spacy.blank("zh")
    ruler = pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    patterns = [
        {"label": concept.entity, "pattern": word, "id": concept.id}
        for concept in concepts
        if concept.entity
        for word in words_of(concept)
    ]
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]
    pipeline.add_pipe("number_spans")
    return pipeline
