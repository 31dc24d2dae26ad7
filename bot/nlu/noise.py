"""Noise copies of training questions: the slips of people who type fast on a phone.

Deterministic: the same text always gives the same copies.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from bot.nlu.pinyin import HAN, fuzzy_syllable

FILLERS_BEFORE = (
    "请问", "老师", "老师好", "你好", "您好", "想问一下", "问下", "那个", "麻烦问下", "求助",
    "学长", "请问一下", "我想知道", "急", "有人知道", "就是", "还有", "那", "所以", "到底",
)  # fmt: skip
FILLERS_AFTER = (
    "啊", "呢", "吗", "呀", "谢谢", "谢谢老师", "急", "求解", "啊啊", "哦", "来着", "嘛", "一下",
    "怎么办", "求回复", "在线等", "吧",
)  # fmt: skip
KEPT = frozenset("不没无未别非")
"""Negations are never dropped, swapped or replaced."""


class Noise:
    """Makes noisy copies of normalised questions."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts whose characters may stand in for one another when they sound alike."""
        by_sound: defaultdict[str, set[str]] = defaultdict(set)
        for text in texts:
            for character in text:
                if HAN.match(character):
                    by_sound[fuzzy_syllable(character)].add(character)
        self._alike = {sound: sorted(characters) for sound, characters in by_sound.items()}

    def copies(self, text: str, count: int) -> Iterator[str]:
        """Yield up to ``count`` copies that differ from ``text``."""
        generator = random.Random(text)
        slips: list[Callable[[random.Random, str], str]] = [
            self._homophone,
            self._filler,
            self._drop,
            self._homophone_and_filler,
            self._swap,
        ]
        for number in range(count):
            copy = slips[number % len(slips)](generator, text)
            if copy != text:
                yield copy

    def _places(self, text: str) -> list[int]:
        return [i for i, c in enumerate(text) if HAN.match(c) and c not in KEPT]

    def _homophone(self, generator: random.Random, text: str) -> str:
        places = self._places(text)
        for place in generator.sample(places, min(len(places), 1 + len(places) // 8)):
            alike = [c for c in self._alike.get(fuzzy_syllable(text[place]), ()) if c not in KEPT]
            if alike:
                text = text[:place] + generator.choice(alike) + text[place + 1 :]
        return text

    def _filler(self, generator: random.Random, text: str) -> str:
        choice = generator.random()
        if choice < 0.7:
            text = generator.choice(FILLERS_BEFORE) + text
        if choice > 0.4:
            text += generator.choice(FILLERS_AFTER)
        return text

    def _homophone_and_filler(self, generator: random.Random, text: str) -> str:
        return self._filler(generator, self._homophone(generator, text))

    def _drop(self, generator: random.Random, text: str) -> str:
        places = self._places(text)
        if len(places) < 5:
            return text
        place = generator.choice(places)
        return text[:place] + text[place + 1 :]

    def _swap(self, generator: random.Random, text: str) -> str:
        places = [i for i in self._places(text)[:-1] if text[i + 1 : i + 2] not in KEPT]
        if len(places) < 4:
            return text
        place = generator.choice(places)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
