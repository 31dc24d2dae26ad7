"""A follow-up is read after what was asked before; where nothing was, the bot asks which."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.knowledge import Knowledge
from bot.nlu.conversation import LOOKED_AT, before, topics_of
from bot.nlu.features import BLOCKS, Reading
from bot.nlu.follow_up import (
    UNHEARD_OF,
    Before,
    FollowUps,
    follow_up_reading,
    has_object,
    leaves_out_its_object,
)
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


AFTER_PRINT, AFTER_RECEIPT = "faq/print-where", "faq/receipt-send_where"
TOPICS = {
    AFTER_PRINT: ["print"],
    "faq/print-when": ["print"],
    AFTER_RECEIPT: ["receipt"],
    "faq/receipt-deadline": ["receipt"],
}
LABELS = LabelSet(sorted([*TOPICS, "thank"]))


def alone(text: str) -> Ranked:
    reading = Reading(text, (), ())
    return Ranked(text, reading, LABELS, np.zeros((len(BLOCKS), len(LABELS.names))), 1.0)


@pytest.fixture(scope="module")
def follow_ups() -> FollowUps:
    readings, truth = [], []
    for text in ("哪天", "是哪天", "哪天呢", "那是哪天"):
        for after, label in (
            (AFTER_PRINT, "faq/print-when"),
            (AFTER_RECEIPT, "faq/receipt-deadline"),
        ):
            for said in (text, "在哪"):
                readings.append(follow_up_reading(Reading(said, (), ()), after, TOPICS))
            truth += [label, after]
    return FollowUps.fit(readings, np.array(truth), TOPICS, LABELS)


@pytest.mark.parametrize(
    ("after", "label"), [(AFTER_PRINT, "faq/print-when"), (AFTER_RECEIPT, "faq/receipt-deadline")]
)
def test_the_same_words_ask_something_else_after_another_question(
    follow_ups: FollowUps, after: str, label: str
) -> None:
    assert follow_ups.read(alone("那是哪天呢"), after).answer.label == label


def test_what_no_follow_up_was_written_for_stays_behind(follow_ups: FollowUps) -> None:
    read = follow_ups.read(alone("哪天"), AFTER_PRINT)
    assert read.score_of("thank") == UNHEARD_OF


def test_it_is_the_same_after_saving(follow_ups: FollowUps, tmp_path: Path) -> None:
    follow_ups.save(tmp_path)
    loaded = FollowUps.load(tmp_path, TOPICS, LABELS)
    one, other = (f.read(alone("在哪呢"), AFTER_PRINT) for f in (follow_ups, loaded))
    assert one.votes == pytest.approx(other.votes, abs=0.01)


def said(**decision: object) -> UserUttered:
    return UserUttered("…", {"name": "faq"}, [], {"decision": decision})


@pytest.mark.parametrize(
    ("events", "asked"),
    [
        ([], None),
        ([said(entries=["print/where"])], "faq/print-where"),
        ([said(entries=["print/where", "receipt/subject"])], "faq/receipt-subject"),
        ([said(entries=["print/where"]), BotUttered("…"), said(talk="thank")], "faq/print-where"),
        ([said(near_miss="expired_letter")], "near_miss/expired_letter"),
        ([said(outcome="clarify", confidence=0.6, candidates=["change/how"])], "faq/change-how"),
        ([said(outcome="clarify", confidence=0.1, candidates=["change/how"])], None),
        (
            [UserUttered("/choose_entry", None, [{"entity": "entry", "value": "form/which"}])],
            "faq/form-which",
        ),
        ([said(entries=["print/where"])] + [said(talk="thank")] * LOOKED_AT, None),
    ],
)
def test_what_was_asked_last_is_found(events, asked, knowledge: Knowledge) -> None:
    tracker = DialogueStateTracker.from_events("somebody", [SlotSet("x"), *events])
    assert before(tracker, topics_of(knowledge)).asked == asked


def test_only_the_last_message_is_unclear(knowledge: Knowledge) -> None:
    asked_back = said(outcome="clarify", confidence=0.1, candidates=["change/how"])
    topics = topics_of(knowledge)
    tracker = DialogueStateTracker.from_events("somebody", [asked_back, BotUttered("…")])
    assert before(tracker, topics) == Before(None, asked_back.text)
    tracker.update(said(entries=["print/where"]))
    assert before(tracker, topics) == Before("faq/print-where", None, earlier=("faq/print-where",))


@pytest.mark.parametrize(
    ("slot", "value", "goes_on"),
    [("route", "company", True), ("last_action", "letter_deadline", True), ("name", "王", False)],
)
def test_an_action_that_was_begun_goes_on(
    slot: str, value: str, goes_on: bool, knowledge: Knowledge
) -> None:
    tracker = DialogueStateTracker("somebody", [AnySlot(slot, mappings=[{}])])
    tracker.update(SlotSet(slot, value))
    assert before(tracker, topics_of(knowledge)).going_on is goes_on


def test_many_are_read_as_one_by_one(follow_ups: FollowUps) -> None:
    messages, afters = [alone("哪天"), alone("在哪呢")], [AFTER_PRINT, AFTER_RECEIPT]
    for read, message, after in zip(
        follow_ups.read_all(messages, afters), messages, afters, strict=True
    ):
        assert read.votes == pytest.approx(follow_ups.read(message, after).votes, abs=1e-4)


def test_what_counselors_wrote_has_no_topic(knowledge: Knowledge) -> None:
    assert topics_of(knowledge)["faq/print-where"] == ["print"]
    written = msgspec.structs.replace(knowledge.entries["print/where"], id="desk/parking")
    entries = {**knowledge.entries, "desk/parking": written}
    topics = topics_of(msgspec.structs.replace(knowledge, entries=entries))
    assert topics["faq/desk-parking"] == []


def test_the_guides_destination_is_known(knowledge: Knowledge) -> None:
    tracker = DialogueStateTracker("somebody", [AnySlot("route", mappings=[{}])])
    assert before(tracker, topics_of(knowledge)).route is None
    tracker.update(SlotSet("route", "company"))
    assert before(tracker, topics_of(knowledge)).route == "company"
