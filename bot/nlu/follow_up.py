"""Follow-ups: messages that leave out what they are about (那周四呢 · 地址呢 · 发给谁).

They are read as (last topic, new facet): the ranker's votes on the message alone, its votes on the
message with the topic put before it, and a lead for replies on that topic, added up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bot.knowledge.model import Concept
from bot.nlu.features import Reading
from bot.nlu.ranked import Ranked

OBJECT_KINDS = frozenset(("document", "mailbox", "organization", "place", "system"))
"""Kinds of concepts that a question can be about."""
LEAD_IN = re.compile(r"^(?:那么|那|然后|还有|所以|可是|但是|不过|另外|对了|哦|噢|嗯)+[,， ]*")
TAIL = re.compile(r"[呢啊呀嘛咧嘞]+[?？!！。]*$")
FEWEST_CHARACTERS_ALONE = 4
"""Anything shorter is a follow-up, where there is something to follow."""
MOST_CHARACTERS_WITHOUT_OBJECT = 14
MOST_CHARACTERS_WITH_TAIL = 8
TOPIC_SHARE = 0.5
"""Weight of the votes on the message with its topic, beside those on the message alone."""
TOPIC_LEAD = 0.4
"""What a reply on the topic is ahead of others."""


class Topics(NamedTuple):
    """What the conversation may be about."""

    phrases: Mapping[str, str]
    """Topic → what stands for it in a question."""
    of_label: Mapping[str, Sequence[str]]
    """Label → its topics, the nearest first; none for small talk."""


def leaves_out_its_object(text: str, reading: Reading, concepts: Mapping[str, Concept]) -> bool:
    """Tell whether a message doesn't say what it is about.

    :param text: as typed
    """
    length = len(reading.normal)
    return (
        length < FEWEST_CHARACTERS_ALONE
        or LEAD_IN.match(text) is not None
        or (length <= MOST_CHARACTERS_WITHOUT_OBJECT and not has_object(reading, concepts))
        or (length <= MOST_CHARACTERS_WITH_TAIL and TAIL.search(text) is not None)
    )


def has_object(reading: Reading, concepts: Mapping[str, Concept]) -> bool:
    """Tell whether a text names something that a question can be about."""
    return any(concepts[concept].kind in OBJECT_KINDS for concept in reading.concepts)


def read_with_topic(
    text: str, topic: str, topics: Topics, rank: Callable[[str], Ranked], alone: Ranked
) -> Ranked:
    """Return the ranking of a follow-up.

    :param topic: what the conversation was about
    :param rank: ranks a text by itself
    :param alone: the message ranked by itself
    """
    facet = TAIL.sub("", LEAD_IN.sub("", text)).strip() or text
    together = rank(topics.phrases[topic] + facet)
    on_topic = [topic in topics.of_label.get(name, ()) for name in alone.labels.names]
    votes = alone.votes + TOPIC_SHARE * together.votes + TOPIC_LEAD * np.array(on_topic)
    return Ranked(text, together.reading, alone.labels, votes, together.known)
