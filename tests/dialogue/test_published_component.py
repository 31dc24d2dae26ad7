"""The engine's component: what the desk publishes goes before what the gate decided."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.desk import Desk
from bot.desk.published import PublishedAnswers as Published
from bot.dialogue.published_component import PublishedAnswers
from bot.knowledge import Knowledge
from bot.nlu.decision import Decision
from bot.nlu.decision_message import DECISION, READING, REQUEST, put_decision

QUESTION = "介绍信丢了怎么办"
CONCEPTS = ("introduction_letter", "lost")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path / "desk.db")
    yield opened
    opened.close()


@pytest.fixture
def published(desk: Desk, knowledge: Knowledge) -> Iterator[Published]:
    desk.questions.add(QUESTION, session="s", channel="web", concepts=CONCEPTS)
    revision = desk.answers.write(1, "先联系支书。", actor="wang")
    desk.publication.publish(revision.id, actor="wang", wording=knowledge.wording)
    opened = Published(desk.database.path)
    yield opened
    opened.close()


def message(text: str, decision: Decision, request: str | None = None) -> Message:
    made = Message.build(text)
    made.set(READING, {"normal_form": text, "concepts": list(CONCEPTS), "nearest": []})
    made.set(REQUEST, request)
    put_decision(made, decision, [{"name": "faq/x", "confidence": 0.1}])
    return made


def processed(component: PublishedAnswers, made: Message) -> dict[str, Any]:
    (result,) = component.process([made])
    decision: dict[str, Any] = result.get(DECISION)
    return decision


HAND_OVER = Decision(outcome="hand_over", confidence=0.0, hand_over=True)
ANSWER = Decision(outcome="answer", confidence=0.9, entries=("print/where",))


def test_a_question_that_would_be_handed_over_is_answered(published, knowledge) -> None:
    component = PublishedAnswers(published, knowledge)
    made = message(f"老师,{QUESTION}呀", HAND_OVER)
    decision = processed(component, made)
    assert decision["published"]["text"] == "先联系支书。"
    assert decision["published"]["source"].startswith("辅导员答复·20")
    assert made.get("intent")["name"] == "faq"
    assert made.get("intent_ranking")[1:] == [{"name": "faq/x", "confidence": 0.1}]
    assert made.get("response_selector")["faq"]["response"]["utter_action"] == "utter_faq/published"


def test_where_the_bot_is_sure_only_the_very_wording_counts(published, knowledge) -> None:
    component = PublishedAnswers(published, knowledge)
    assert processed(component, message(f"老师,{QUESTION}呀", ANSWER))["published"] is None
    assert processed(component, message(QUESTION, ANSWER))["published"] is not None


def test_a_request_for_an_action_stays_one(published, knowledge) -> None:
    component = PublishedAnswers(published, knowledge)
    made = message("帮我算介绍信哪天过期", HAND_OVER, request="letter_deadline")
    assert processed(component, made)["published"] is None
    assert made.get(REQUEST) == "letter_deadline"


def test_the_very_wording_that_was_answered_is_no_request(published, knowledge) -> None:
    component = PublishedAnswers(published, knowledge)
    made = message(QUESTION, HAND_OVER, request="letter_deadline")
    assert processed(component, made)["published"] is not None
    assert made.get(REQUEST) is None


def test_an_entry_past_its_last_day_is_handed_over(tmp_path: Path, knowledge) -> None:
    entries = dict(knowledge.entries)
    old = msgspec.structs.replace(entries["print/where"], valid_until=date(2026, 6, 23))
    entries["print/where"] = old
    dated = msgspec.structs.replace(knowledge, entries=entries)
    clock = [datetime(2026, 6, 23, 15, 59, tzinfo=timezone.utc)]
    component = PublishedAnswers(Published(tmp_path / "none.db"), dated, lambda: clock[0])
    assert processed(component, message("在哪打印", ANSWER))["entries"] == ("print/where",)
    clock[0] = datetime(2026, 6, 23, 16, 0, tzinfo=timezone.utc)
    assert processed(component, message("在哪打印", ANSWER))["outcome"] == "hand_over"
    both = msgspec.structs.replace(ANSWER, entries=("print/where", "print/when"))
    assert processed(component, message("在哪打印", both))["entries"] == ("print/when",)


def test_it_costs_a_turn_less_than_a_millisecond(published, knowledge) -> None:
    component = PublishedAnswers(published, knowledge)
    times = []
    for number in range(200):
        made = message(f"第{number}个问题怎么办", HAND_OVER)
        started = time.perf_counter()
        component.process([made])
        times.append(time.perf_counter() - started)
    assert sorted(times)[100] < 0.001
