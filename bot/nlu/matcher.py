"""A message as the ranker sees it: whole, in parts, and after what was said before."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.knowledge.text import bare
from bot.nlu.clauses import EACH, asking_sentence, questions_in, questions_of_each
from bot.nlu.features import Reader
from bot.nlu.follow_up import NOTHING, Before, FollowUps, has_object, leaves_out_its_object
from bot.nlu.ranked import Ranked
from bot.nlu.ranker import Ranker
from bot.nlu.reader import load_reader, save_reader

FOLLOW_UPS = "follow_ups"
"""Folder of the files of what reads follow-ups."""
GENERAL_KINDS = frozenset(("attribute", "date", "person", "place"))
"""Kinds of concepts that questions on anything may have."""
LONGEST_VAGUE = 6
"""Characters of a message that says too little to be answered or handed over."""
SAYS_NOTHING = re.compile(
    "(?:关于|有点|有些|想?问|一下|事情?|问题|你好|老师|[就那这个请说下呢啊呀吧嘛哦的了我有])*"
)
"""What may stand around an object without saying anything of it (就那个章的事 · 表有点问题).

No two of the alternatives match the same text, so that a long message costs no backtracking.
"""
CORRECTION = re.compile(
    r"^(?:不是的?|不对|错了|没问这个)"
    r"(?:[,，。!！ ]+(?:我?(?:是想|想|要|是)?(?:问|说|指|讲)的?(?:是|一?下)?[:：,， ]*)?|"
    r"我(?:是想|想|要|是)?(?:问|说|指|讲)的?(?:是|一?下)?[:：,， ]*)"
)
"""What leads to what was meant (不是,我问的是换抬头); 不是C726? asks whether it isn't."""
ANOTHER_CASE = re.compile(
    "室友|同学|对象|朋友|同门|同事|师[兄姐弟妹]|[他她]|别人|其他人|人家|如果|要是|假如|万一|[改换]|"
    "不出国|[不没](?:去|走|延期?|出)了"
)
"""Somebody else's case, or a changed one."""
LONGEST_OF_ONE_CASE = 24
"""Characters; a longer message tells a case of its own."""
DESTINATIONS = frozenset(
    (
        "named_university",
        "named_company",
        "named_college",
        "talent_service_center",
        "receiving_unit",
    )
)
"""Concepts of places to go to."""
JOINERS = frozenset(("和", "跟", "与", "及", "以及", "还有"))


ASKS_WHOM = re.compile(
    "(?:那|我|这|这事儿?|这个|现在|该|应该|要|得|去|到底|是|又|能)*(?:找|问|联系|咨询|跟|和)(?:谁|哪个老师|哪位(?:老师)?|哪个人)"
    "(?:去|来)?(?:问|说|改|办|弄|联系|处理|咨询|反映|商量|解决)?(?:呢|啊|呀|好|嘛|哇)*"
)
"""找谁 · 那我该问谁呢"""
ASKS_WHAT_TO_DO = re.compile(
    "(?:那|这|现在|我|该|可|得|又|应该|要|啊|哎呀?|急)*(?:怎么|咋)(?:办|整|弄|搞|处理)(?:呢|啊|呀|好|才好|嘛|哇|急|了)*"
)
"""那咋办 · 我该怎么处理"""


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
    after: str | None = None
    """Label of what was asked before."""
    earlier: tuple[str, ...] = ()
    """Labels of what the last messages were taken for, the newest first."""
    asks_whom: bool = False
    """It says nothing but 找谁."""
    asks_what_to_do: bool = False
    """It says nothing but 怎么办."""
    another_case: bool = False
    """It speaks of somebody else, or of another destination."""

    @property
    def vague(self) -> bool:
        """Whether it says too little where nothing was asked before."""
        return self.says_little and self.follow_up is None


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
            after=before.asked,
            earlier=before.earlier,
            asks_whom=ASKS_WHOM.fullmatch(bare(text)) is not None,
            asks_what_to_do=ASKS_WHAT_TO_DO.fullmatch(bare(text)) is not None,
            another_case=self._is_another_case(whole),
        )

    @staticmethod
    def _is_another_case(whole: Ranked) -> bool:
        reading = whole.reading
        told = ANOTHER_CASE.search(reading.normal) or len(reading.normal) > LONGEST_OF_ONE_CASE
        return bool(told) or not DESTINATIONS.isdisjoint(reading.concepts)

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
