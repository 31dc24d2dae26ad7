"""A follow-up is read on the topic of the conversation; without one the bot asks which."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.knowledge import Knowledge
from bot.nlu.conversation import LOOKED_AT, topic_of, topics_of
from bot.nlu.features import BLOCKS, Reading
from bot.nlu.follow_up import Topics, has_object, leaves_out_its_object, read_with_topic
from bot.nlu.labels import LabelSet
from bot.nlu.lexicon import Lexicon
from bot.nlu.ranked import Ranked


@pytest.fixture(scope="module")
def read(knowledge: Knowledge):
    lexicon = Lexicon(knowledge.concepts.values())

    def reading(text: str) -> Reading:
        return Reading(text, (), tuple(found.concept for found in lexicon.find(text)))

    return reading


@pytest.mark.parametrize(
    "text", ["地址呢", "那周四呢", "发给谁", "要带吗", "为什么", "那明德楼呢", "然后嘞", "多久"]
)
def test_a_facet_alone_leaves_out_its_object(text: str, knowledge, read) -> None:
    assert leaves_out_its_object(text, read(text), knowledge.concepts)


@pytest.mark.parametrize("text", ["介绍信在哪打印", "回执要发到哪个邮箱", "抬头写错了去哪换"])
def test_a_whole_question_does_not(text: str, knowledge, read) -> None:
    assert has_object(read(text), knowledge.concepts)
    assert not leaves_out_its_object(text, read(text), knowledge.concepts)


def test_the_topic_gives_its_replies_a_lead() -> None:
    labels = LabelSet(["faq/print-when", "faq/receipt-deadline"])
    topics = Topics(
        {"print": "打印介绍信", "receipt": "回执"},
        {"faq/print-when": ["print"], "faq/receipt-deadline": ["receipt"]},
    )
    asked: list[str] = []

    def rank(text: str) -> Ranked:
        asked.append(text)
        return Ranked(text, Reading(text, (), ()), labels, np.zeros((len(BLOCKS), 2)), 1.0)

    alone = rank("那是哪天呢")
    for topic, label in (("print", "faq/print-when"), ("receipt", "faq/receipt-deadline")):
        assert read_with_topic("那是哪天呢", topic, topics, rank, alone).answer.label == label
    assert asked[1:] == ["打印介绍信是哪天", "回执是哪天"]


def said(**decision: object) -> UserUttered:
    return UserUttered("…", {"name": "faq"}, [], {"decision": decision})


@pytest.mark.parametrize(
    ("events", "topic"),
    [
        ([], None),
        ([said(entries=["print/where"])], "print"),
        ([said(entries=["print/where", "receipt/subject"])], "receipt"),
        ([said(entries=["print/where"]), BotUttered("…"), said(talk="thank")], "print"),
        ([said(near_miss="expired_letter")], "letter"),
        ([said(outcome="clarify", confidence=0.6, candidates=["change/how"])], "change"),
        ([said(outcome="clarify", confidence=0.1, candidates=["change/how"])], None),
        (
            [UserUttered("/choose_entry", None, [{"entity": "entry", "value": "form/which"}])],
            "form",
        ),
        ([said(entries=["print/where"])] + [said(talk="thank")] * LOOKED_AT, None),
    ],
)
def test_the_topic_is_what_was_asked_last(events, topic, knowledge: Knowledge) -> None:
    tracker = DialogueStateTracker.from_events("somebody", [SlotSet("x"), *events])
    assert topic_of(tracker, topics_of(knowledge)) == topic
