"""From a message to a decision: read, split, rank, gate. Stored in and loaded from a folder."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.knowledge.model import RequestName
from bot.nlu.action_requests import ActionDetector, ActionRequest
from bot.nlu.clauses import EACH, asking_sentence, questions_in, questions_of_each
from bot.nlu.decision import Decision
from bot.nlu.features import Reader
from bot.nlu.follow_up import (
    NOTHING,
    Before,
    FollowUps,
    has_object,
    leaves_out_its_object,
)
from bot.nlu.gate import Gate
from bot.nlu.ranked import Ranked
from bot.nlu.ranker import Ranker
from bot.nlu.reader import load_reader, save_reader

REQUESTS = "requests"
"""Folder of the detector's files."""
FOLLOW_UPS = "follow_ups"
"""Folder of the files of what reads follow-ups, and of their gate."""
GENERAL_KINDS = frozenset(("attribute", "date", "person", "place"))
"""Kinds of concepts that questions on anything may have."""
COURTESIES = frozenset(("greet", "thank", "affirm", "deny", "emotion", "goodbye"))
"""Intents of what is said before a question, not instead of one."""
ABOUT_THE_TALK = COURTESIES | {"not_helpful"}
"""Intents of what is said of the conversation, not of a topic."""
UNDECIDED = frozenset(("clarify", "hand_over"))
"""Outcomes of what isn't understood by itself."""
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
CORRECTION = re.compile(
    r"^(?:不是的?|不对|错了|没问这个)[,，。!！ ]*"
    r"我?(?:是想|想|要|是)?(?:问|说|指|讲)的?(?:是|一?下)?[:：,， ]*"
)
"""What leads to what was meant (不是,我问的是换抬头)."""
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
LEAD_OVER_REPLY = 0.3
"""What a request has to be further ahead where the knowledge base has a sure reply, too, or where
the message says little (然后嘞)."""
LEAD_OVER_FOLLOW_UP = 1.0
"""The same where the message leans on the one before (最晚哪天 after another deadline)."""
LEAD_OVER_GUESS = 0.6
"""The same, where what the message leans on doesn't tell either."""
LEAD_OVER_TALK = 1.0
"""The same where the message looks like talk; not where it merely isn't understood."""
WITHIN_AN_ACTION = frozenset(("inform", "cancel", "start_over"))
"""Requests that need a lead over talk only: without an action that they belong to, the decision
stands."""
WHICH_DAY = frozenset(("print/when", "print/other_time", "print/monday_thursday"))
"""Entries that ``print_days`` says, too, and with dates."""
LEAD_OF_THE_SAME = 0.4
"""What that it says the same is worth to it."""
INFORM: RequestName = "inform"
LEAD_OF_WHAT_GOES_ON = 0.8
"""What an action that goes on helps a message that may tell it something. Where it tells nothing
after all, the gate's decision stands."""


class Message(NamedTuple):
    """A message as the ranker sees it, whole and in parts."""

    whole: Ranked
    core: Ranked | None = None
    """The sentence that asks, if the others only tell the circumstances."""
    questions: tuple[Message, ...] = ()
    """Its questions in order, if it asks more than one."""
    follow_up: Ranked | None = None
    """Read after what was asked before, if anything was."""
    leans: bool = False
    """It leaves out what it is about."""
    resumed: Ranked | None = None
    """Read together with the message before, if that was asked back about."""
    says_little: bool = False
    """It is only a facet (地址呢), or only an object (介绍信)."""
    object_alone: bool = False
    """It is only an object."""
    on_topic: bool = True
    """It names something of ours, or follows up on a question that did."""


class Understood(NamedTuple):
    """What a message came to."""

    ranked: Ranked
    decision: Decision
    request: ActionRequest | None


class Matcher:
    """Reads and ranks."""

    def __init__(self, reader: Reader, ranker: Ranker, follow_ups: FollowUps) -> None:
        self.reader = reader
        self.ranker = ranker
        self.follow_ups = follow_ups

    def rank(self, text: str) -> Ranked:
        """Rank every label for one question."""
        return self.ranker.rank(text, self.reader(text))

    def rank_message(self, text: str, before: Before = NOTHING) -> Message:
        """Rank the message whole; then each of its questions, or the one sentence that asks.

        :param before: what was said before it
        """
        text = CORRECTION.sub("", text) or text
        whole = self.rank(text)
        questions = questions_in(text)
        if len(questions) == 1:
            normal = whole.reading.normal
            questions = questions_of_each(text) or self._of_each(normal) or questions
        if len(questions) > 1:
            return Message(whole, questions=tuple(self._rank_in_turn(questions, before.asked)))
        core = asking_sentence(text)
        object_alone = self._is_object(whole)
        says_little = object_alone or self._is_facet(whole)
        return Message(
            whole,
            core=self.rank(core) if core else None,
            follow_up=self.follow_ups.read(whole, before.asked) if before.asked else None,
            leans=says_little or self._leans(text, whole),
            resumed=self.rank(f"{before.unclear} {text}") if before.unclear else None,
            says_little=says_little,
            object_alone=object_alone,
            on_topic=before.asked is not None or self._names_something_of_ours(whole),
        )

    def _leans(self, text: str, whole: Ranked) -> bool:
        return leaves_out_its_object(text, whole.reading, self.reader.lexicon.concepts)

    def _names_something_of_ours(self, question: Ranked) -> bool:
        concepts = self.reader.lexicon.concepts
        return any(concepts[found].kind not in GENERAL_KINDS for found in question.reading.concepts)

    def _rank_in_turn(self, questions: Iterable[str], asked: str | None) -> Iterator[Message]:
        """Rank questions of one message; each may leave out what the one before was about.

        :param asked: label of what was asked before the message
        """
        for text in questions:
            whole = self.rank(text)
            leans = asked is not None and self._leans(text, whole)
            follow_up = self.follow_ups.read(whole, asked) if asked and leans else None
            yield Message(whole, follow_up=follow_up, leans=leans)
            read = follow_up or whole
            if read.answer.score < max(read.near_miss.score, read.talk.score):
                asked = None  # what was asked is no entry's matter, and so is what leans on it
            else:
                asked = read.answer.label

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

    def _is_object(self, question: Ranked) -> bool:
        normal = question.reading.normal
        found = self.reader.lexicon.find(normal)
        if len(found) != 1:
            return False
        around = (normal[: found[0].start], normal[found[0].end :])
        return all(map(SAYS_NOTHING.fullmatch, around))

    def _is_facet(self, question: Ranked) -> bool:
        reading, concepts = question.reading, self.reader.lexicon.concepts
        return len(reading.normal) <= LONGEST_VAGUE and not has_object(reading, concepts)

    def save(self, folder: Path) -> None:
        """Write reader, ranker and what reads follow-ups."""
        save_reader(self.reader, folder)
        self.ranker.save(folder)
        (folder / FOLLOW_UPS).mkdir()
        self.follow_ups.save(folder / FOLLOW_UPS)
        text = json.dumps(self.follow_ups.topics, ensure_ascii=False, indent=1)
        (folder / "topics.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Matcher:
        """Read what :meth:`save` wrote."""
        topics = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        ranker = Ranker.load(folder)
        follow_ups = FollowUps.load(folder / FOLLOW_UPS, topics, ranker.labels)
        return cls(load_reader(folder), ranker, follow_ups)


class Gates(NamedTuple):
    """What decides."""

    alone: Gate
    """On a message by itself."""
    follow_up: Gate
    """On one read after another."""


class Understanding:
    """All that is learnt: what ranks, what decides, and what finds requests."""

    def __init__(self, matcher: Matcher, gates: Gates, detector: ActionDetector) -> None:
        self.matcher = matcher
        self.gates = gates
        self.detector = detector

    def understand(self, text: str, before: Before = NOTHING) -> Understood:
        """Decide on a message, and tell whether it asks to do something.

        :param before: what was said before it
        """
        message = self.matcher.rank_message(text, before)
        decision = decide(self.gates, message)
        request = self._request(text, message, decision, before)
        return Understood(message.whole, decision, request)

    def _request(
        self, text: str, message: Message, decision: Decision, before: Before
    ) -> ActionRequest | None:
        leads = self.detector(text)
        likeliest = next(iter(leads))
        if leads[likeliest] >= _lead_asked(message, decision, likeliest):
            return ActionRequest(name=likeliest)
        if before.going_on and leads[INFORM] >= -LEAD_OF_WHAT_GOES_ON:
            return ActionRequest(name=INFORM)
        return None

    def save(self, folder: Path) -> None:
        """Write all."""
        self.matcher.save(folder)
        self.gates.alone.save(folder)
        self.gates.follow_up.save(folder / FOLLOW_UPS)
        (folder / REQUESTS).mkdir()
        self.detector.save(folder / REQUESTS)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read what :meth:`save` wrote."""
        matcher = Matcher.load(folder)
        detector = ActionDetector.load(folder / REQUESTS, matcher.reader)
        gates = Gates(Gate.load(folder), Gate.load(folder / FOLLOW_UPS))
        return cls(matcher, gates, detector)


def _is_talk(decision: Decision) -> bool:
    """Tell real talk from what isn't understood and names nothing of ours."""
    return decision.outcome == "talk" and decision.confidence > 0


def _lead_asked(message: Message, decision: Decision, request: RequestName) -> float:
    if request in WITHIN_AN_ACTION:
        return LEAD_OVER_REPLY if _is_talk(decision) else 0.0
    guessed = decision.candidates[:1] if decision.outcome == "clarify" else ()
    said = decision.entries or guessed
    if request == "print_days" and said and WHICH_DAY.issuperset(said):
        return -LEAD_OF_THE_SAME
    if _is_vague(message):
        return LEAD_OVER_REPLY
    if _is_talk(decision):
        return LEAD_OVER_TALK
    if message.leans and message.follow_up is not None and request != "print_days":
        return LEAD_OVER_GUESS if decision.outcome in UNDECIDED else LEAD_OVER_FOLLOW_UP
    sure = decision.outcome == "answer" and decision.confidence >= CERTAIN_ANSWER
    return LEAD_OVER_REPLY if sure or decision.outcome == "near_miss" else 0.0


def decide(gates: Gates, message: Message) -> Decision:
    """Decide on a message: on each of its questions, and on the whole where they don't tell."""
    whole = gates.alone.decide(message.whole, message.core)
    if whole.talk in COURTESIES and message.core is not None:
        asked = gates.alone.decide(message.core)
        if asked.outcome != "talk":
            return asked
    if message.resumed is not None and whole.outcome in UNDECIDED:
        resumed = gates.alone.decide(message.resumed)
        if resumed.outcome == "answer":
            return resumed
    if message.follow_up is not None and not _stands_alone(whole, message):
        decision = gates.follow_up.decide(message.follow_up)
        if _says_too_little(decision, message, gates.follow_up):
            return gates.follow_up.ask_back(message.follow_up)
        return decision
    if _is_vague(message) and not _is_plain(whole, message, gates.alone):
        return gates.alone.ask_back(message.whole)
    if whole.outcome == "hand_over" and not message.on_topic:
        # Nothing that a counselor of this topic could answer: don't fill their queue with it.
        return Decision(outcome="talk", confidence=0.0, talk=NOT_OURS)
    parts = [decide(gates, question) for question in message.questions]
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


def _is_vague(message: Message) -> bool:
    """Tell whether a message says too little where nothing was asked before."""
    return message.says_little and message.follow_up is None


def _says_too_little(decision: Decision, message: Message, gate: Gate) -> bool:
    """Tell whether a counselor could make nothing of a message after another."""
    if decision.outcome == "near_miss":
        return message.object_alone and not _is_plain(decision, message, gate)
    return decision.outcome == "hand_over" and message.leans


def _is_plain(decision: Decision, message: Message, gate: Gate) -> bool:
    """Tell whether a message of a word or two is understood all the same (流程 · 党费怎么交).

    An object alone (C726呢) may be any of its unanswered attributes.
    """
    question = message.whole
    if decision.near_miss is not None and decision.outcome == "near_miss":
        of_an_attribute = message.object_alone and gate.is_of_an_attribute(decision.near_miss)
        return question.near_miss.score >= CERTAIN_SCORE and not of_an_attribute
    if decision.talk in OFF_TOPIC:
        return _lead_of_talk(question) >= COURTESY_LEAD
    return decision.outcome == "talk" or decision.confidence >= PLAIN_ANSWER


def _lead_of_talk(question: Ranked) -> float:
    return question.talk.score - max(question.answer.score, question.near_miss.score)


def _stands_alone(decision: Decision, message: Message) -> bool:
    """Tell whether a message after another is plain by itself."""
    if decision.outcome != "talk":
        return not message.leans and decision.outcome not in UNDECIDED
    question = message.whole
    return question.talk.score >= CERTAIN_SCORE or (
        decision.talk in ABOUT_THE_TALK and _lead_of_talk(question) >= COURTESY_LEAD
    )
