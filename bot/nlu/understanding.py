"""From a message to a decision: read, split, rank, gate. Stored in and loaded from a folder."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.nlu.action_requests import ActionDetector, ActionRequest
from bot.nlu.clauses import EACH, asking_sentence, questions_in, questions_of_each
from bot.nlu.decision import Decision
from bot.nlu.features import Reader
from bot.nlu.follow_up import (
    FEWEST_CHARACTERS_ALONE,
    Topics,
    has_object,
    leaves_out_its_object,
    read_with_topic,
)
from bot.nlu.gate import Gate
from bot.nlu.ranked import Ranked
from bot.nlu.ranker import Ranker
from bot.nlu.reader import load_reader, save_reader

REQUESTS = "requests"
"""Folder of the detector's files."""
GENERAL_KINDS = frozenset(("attribute", "date", "person", "place"))
"""Kinds of concepts that questions on anything may have."""
COURTESIES = frozenset(("greet", "thank", "affirm", "deny", "emotion", "goodbye"))
"""Intents of what is said before a question, not instead of one."""
ABOUT_THE_TALK = COURTESIES | {"not_helpful"}
"""Intents of what is said of the conversation, not of a topic."""
OFF_TOPIC = frozenset(("off_topic_campus", "off_topic_general"))
"""Intents of what is no matter of ours."""
NOT_OURS = "off_topic_campus"
"""Intent of what isn't understood and names nothing of ours."""
MOST_QUESTIONS = 3
"""Questions answered in one reply."""
LONGEST_VAGUE = 6
"""Characters of a message that says too little to be answered or handed over."""
SAYS_NOTHING = re.compile(
    "(?:关于|有点|有些|想?问|一下|事情?|问题|你好|老师|[就那这个请说下呢啊呀吧嘛哦的了我有])*"
)
"""What may stand around an object without saying anything of it (就那个章的事 · 表有点问题).

No two of the alternatives match the same text, so that a long message costs no backtracking.
"""
JOINERS = frozenset(("和", "跟", "与", "及", "以及", "还有"))
CERTAIN_ANSWER = 0.97
"""Confidence from which an answer needs no topic."""
PLAIN_ANSWER = 0.9
"""Confidence from which a message of a word or two is answered."""
CERTAIN_SCORE = 0.0
"""Score from which small talk doesn't continue the topic (好的 · 谢谢), and a near-miss type is
believed of a message of a word or two."""
COURTESY_LEAD = 0.2
"""What talk is ahead of every reply where it's believed all the same."""
ANSWER_LEAD = 0.6
"""What an answer is ahead of the one on the topic where it needs no topic."""
LEAD_OVER_REPLY = 0.4
"""What a request has to be further ahead where the knowledge base has a sure reply, too, or where
the message says little (然后嘞)."""
LEAD_OVER_TALK = 1.0
"""The same where the message looks like talk; not where it merely isn't understood."""
WITHIN_AN_ACTION = frozenset(("inform", "cancel", "start_over"))
"""Requests that need a lead over talk only: without an action that they belong to, the decision
stands."""
WHICH_DAY = frozenset(("print/when", "print/other_time", "print/monday_thursday"))
"""Entries over which ``print_days`` needs no lead: it says what they do, with dates."""


class Message(NamedTuple):
    """A message as the ranker sees it, whole and in parts."""

    whole: Ranked
    core: Ranked | None = None
    """The sentence that asks, if the others only tell the circumstances."""
    questions: tuple[Message, ...] = ()
    """Its questions in order, if it asks more than one."""
    follow_up: Ranked | None = None
    """Read on the topic of the conversation, if it leaves out what it is about."""
    vague: bool = False
    """It leaves out what it is about, and nothing was asked before."""
    on_topic: bool = True
    """It names something of ours, or follows up on a question that did."""


class Understood(NamedTuple):
    """What a message came to."""

    ranked: Ranked
    decision: Decision
    request: ActionRequest | None


class Matcher:
    """Reads and ranks."""

    def __init__(self, reader: Reader, ranker: Ranker, topics: Topics) -> None:
        self.reader = reader
        self.ranker = ranker
        self.topics = topics

    def rank(self, text: str) -> Ranked:
        """Rank every label for one question."""
        return self.ranker.rank(text, self.reader(text))

    def rank_message(self, text: str, topic: str | None = None) -> Message:
        """Rank the message whole; then each of its questions, or the one sentence that asks.

        :param topic: what the conversation was about so far
        """
        whole = self.rank(text)
        questions = questions_in(text)
        if len(questions) == 1:
            normal = whole.reading.normal
            questions = questions_of_each(text) or self._of_each(normal) or questions
        if len(questions) > 1:
            return Message(whole, questions=tuple(self._rank_in_turn(questions, topic)))
        if topic and leaves_out_its_object(text, whole.reading, self.reader.lexicon.concepts):
            return Message(whole, follow_up=self._with_topic(text, topic, whole))
        core = asking_sentence(text)
        return Message(
            whole,
            core=self.rank(core) if core else None,
            vague=topic is None and self._says_little(whole),
            on_topic=topic is not None or self._names_something_of_ours(whole),
        )

    def _names_something_of_ours(self, question: Ranked) -> bool:
        concepts = self.reader.lexicon.concepts
        return any(concepts[found].kind not in GENERAL_KINDS for found in question.reading.concepts)

    def _rank_in_turn(self, questions: Iterable[str], topic: str | None) -> Iterator[Message]:
        """Rank questions of one message; each may leave out what the one before was about."""
        for text in questions:
            whole = self.rank(text)
            follow_up = None
            if topic and leaves_out_its_object(text, whole.reading, self.reader.lexicon.concepts):
                follow_up = self._with_topic(text, topic, whole)
            yield Message(whole, follow_up=follow_up)
            read = follow_up or whole
            if read.answer.score < max(read.near_miss.score, read.talk.score):
                topic = None  # what was asked is no entry's matter, and so is what leans on it
            else:
                topic = next(iter(self.topics.of_label[read.answer.label]), topic)

    def _of_each(self, normal: str) -> list[str]:
        """Return a question about two things (抬头和支部名称各怎么写) as two, or nothing."""
        if not EACH.search(normal):
            return []
        found = self.reader.lexicon.find(normal)
        for one, other in itertools.pairwise(found):
            rest = normal[other.end :]
            if normal[one.end : other.start] in JOINERS and EACH.search(rest):
                said = EACH.sub("", rest, count=1)
                return [
                    normal[: one.end] + said,
                    normal[: one.start] + normal[other.start : other.end] + said,
                ]
        return []

    def _with_topic(self, text: str, topic: str, alone: Ranked) -> Ranked:
        return read_with_topic(text, topic, self.topics, self.rank, alone)

    def _says_little(self, question: Ranked) -> bool:
        """Tell whether a question is only a facet (地址呢), or only an object (介绍信)."""
        normal = question.reading.normal
        found = self.reader.lexicon.find(normal)
        if len(found) == 1:
            around = (normal[: found[0].start], normal[found[0].end :])
            if all(map(SAYS_NOTHING.fullmatch, around)):
                return True
        return len(normal) <= LONGEST_VAGUE and not has_object(
            question.reading, self.reader.lexicon.concepts
        )

    def save(self, folder: Path) -> None:
        """Write reader and ranker."""
        save_reader(self.reader, folder)
        self.ranker.save(folder)
        text = json.dumps(self.topics._asdict(), ensure_ascii=False, indent=1)
        (folder / "topics.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Matcher:
        """Read what :meth:`save` wrote."""
        topics = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        return cls(load_reader(folder), Ranker.load(folder), Topics(**topics))


class Understanding:
    """All that is learnt: what ranks, what decides, and what finds requests."""

    def __init__(self, matcher: Matcher, gate: Gate, detector: ActionDetector) -> None:
        self.matcher = matcher
        self.gate = gate
        self.detector = detector

    def understand(self, text: str, topic: str | None) -> Understood:
        """Decide on a message, and tell whether it asks to do something.

        :param topic: what the conversation was about so far
        """
        message = self.matcher.rank_message(text, topic)
        decision = decide(self.gate, message)
        return Understood(message.whole, decision, self._request(text, message, decision))

    def _request(self, text: str, message: Message, decision: Decision) -> ActionRequest | None:
        request, lead = self.detector(text)
        if request is None or lead < _lead_asked(message, decision, request):
            return None
        return request

    def save(self, folder: Path) -> None:
        """Write all three."""
        self.matcher.save(folder)
        self.gate.save(folder)
        (folder / REQUESTS).mkdir()
        self.detector.save(folder / REQUESTS)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read what :meth:`save` wrote."""
        matcher = Matcher.load(folder)
        detector = ActionDetector.load(folder / REQUESTS, matcher.reader)
        return cls(matcher, Gate.load(folder), detector)


def _is_talk(decision: Decision) -> bool:
    """Tell real talk from what isn't understood and names nothing of ours."""
    return decision.outcome == "talk" and decision.confidence > 0


def _lead_asked(message: Message, decision: Decision, request: ActionRequest) -> float:
    if request.name in WITHIN_AN_ACTION:
        return LEAD_OVER_REPLY if _is_talk(decision) else 0.0
    if message.vague:
        return LEAD_OVER_REPLY
    if _is_talk(decision):
        return LEAD_OVER_TALK
    sure = decision.outcome == "answer" and decision.confidence >= CERTAIN_ANSWER
    if sure and request.name == "print_days" and WHICH_DAY.issuperset(decision.entries):
        return 0.0
    return LEAD_OVER_REPLY if sure or decision.outcome == "near_miss" else 0.0


def decide(gate: Gate, message: Message) -> Decision:
    """Decide on a message: on each of its questions, and on the whole where they don't tell."""
    whole = gate.decide(message.whole, message.core)
    if whole.talk in COURTESIES and message.core is not None:
        asked = gate.decide(message.core)
        if asked.outcome != "talk":
            return asked
    if message.follow_up is not None and not _stands_alone(whole, message.whole, message.follow_up):
        return gate.decide(message.follow_up)
    if message.vague and not _is_plain(whole, message.whole):
        return gate.ask_back(message.whole)
    if whole.outcome == "hand_over" and not message.on_topic:
        # Nothing that a counselor of this topic could answer: don't fill their queue with it.
        return Decision(outcome="talk", confidence=0.0, talk=NOT_OURS)
    parts = [decide(gate, question) for question in message.questions]
    answers = [part for part in parts if part.outcome == "answer"]
    unknown = [part for part in parts if part.outcome in ("near_miss", "hand_over")]
    entries = tuple(dict.fromkeys(entry for part in answers for entry in part.entries))
    if not entries or (len(entries) == 1 and not unknown):
        return whole
    if len(entries) == 1 and whole.outcome == "answer" and not any(p.near_miss for p in unknown):
        # The rest is talk around one question, not a question of its own.
        return whole
    near_miss = next((part.near_miss for part in unknown if part.near_miss), None)
    return Decision(
        outcome="answer",
        confidence=min(part.confidence for part in answers),
        entries=entries[:MOST_QUESTIONS],
        near_miss=near_miss,
        hand_over=near_miss is not None,
    )


def _is_plain(decision: Decision, question: Ranked) -> bool:
    """Tell whether a message of a word or two is understood all the same (流程 · 党费怎么交)."""
    if decision.outcome == "near_miss":
        return question.near_miss.score >= CERTAIN_SCORE
    if decision.talk in OFF_TOPIC:
        return _lead_of_talk(question) >= COURTESY_LEAD
    return decision.outcome == "talk" or decision.confidence >= PLAIN_ANSWER


def _lead_of_talk(question: Ranked) -> float:
    return question.talk.score - max(question.answer.score, question.near_miss.score)


def _stands_alone(decision: Decision, question: Ranked, follow_up: Ranked) -> bool:
    """Tell whether a message that seems to follow up is plain by itself.

    It isn't where what it would be on the topic comes close: 发到哪个邮箱 after the receipt's.
    """
    if decision.outcome == "talk":
        return question.talk.score >= CERTAIN_SCORE or (
            decision.talk in ABOUT_THE_TALK and _lead_of_talk(question) >= COURTESY_LEAD
        )
    on_topic = follow_up.answer.label
    close = on_topic != question.answer.label and (
        question.answer.score - question.score_of(on_topic) < ANSWER_LEAD
    )
    return (
        decision.outcome == "answer"
        and decision.confidence >= CERTAIN_ANSWER
        and len(question.reading.normal) > FEWEST_CHARACTERS_ALONE
        and not close
    )
