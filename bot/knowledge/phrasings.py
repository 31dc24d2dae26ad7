"""Proves what is hand-written for the ranker: questions, second questions, requests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from bot.knowledge.loading import LoadedKnowledge
from bot.knowledge.located import Problem
from bot.knowledge.model import NO_REQUEST, REQUEST_NAMES, Knowledge
from bot.knowledge.rendering import COUNSELORS
from bot.knowledge.text import bare

FEWEST_QUESTIONS = {"entry": 60, "near_miss": 25, "counselors": 1}
"""Hand-written phrasings that each label must have at the least."""
FEWEST_REQUESTS = 100
"""As :data:`FEWEST_QUESTIONS`, of each action."""
TOO_CLOSE = 0.9
"""Similarity (Dice, character pairs) from which a near-miss phrasing is an entry's own."""
MOST_OF_ITS_OWN = 1 - TOO_CLOSE / (2 - TOO_CLOSE)
"""Share of its pairs that a phrasing so close may have to itself."""


def phrasing_problems(loaded: LoadedKnowledge) -> Iterator[Problem]:
    """Yield everything wrong with the phrasings of a knowledge base whose form is right."""
    yield from _questions(loaded)
    yield from _follow_ups(loaded)
    yield from _requests(loaded)


def by_counselors(knowledge: Knowledge, entry_id: str) -> bool:
    """Tell whether an entry was written at the desk."""
    return knowledge.entries[entry_id].source.document == COUNSELORS


def problem_at(loaded: LoadedKnowledge, name: str, message: str) -> Problem:
    """Return a problem of a record.

    :param name: as in ``loaded.places``
    """
    place = loaded.places[name]
    return Problem(place.file, place.line, name.partition(" ")[2], message)


def _families(knowledge: Knowledge) -> dict[str, str]:
    known = dict.fromkeys(knowledge.entries, "entry")
    return known | {f"near_miss/{i}": "near_miss" for i in knowledge.near_misses}


def _questions(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    known = _families(knowledge)
    by_text: dict[str, int] = {}
    by_pair: defaultdict[str, list[int]] = defaultdict(list)
    keys: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for index, question in enumerate(knowledge.questions):
        place = loaded.question_places[index]
        if question.label not in known:
            yield Problem(*place, question.label, "没有这个编号")
            continue
        key = keys[index] = bare(question.text)
        first = by_text.setdefault(key, index)
        if first != index and knowledge.questions[first].label != question.label:
            other = loaded.question_places[first]
            yield Problem(
                *place,
                question.label,
                f"“{question.text}”也在 {knowledge.questions[first].label}"
                f"({other.file}:{other.line})",
            )
        counts[question.label] += 1
        # Counselors answer what the notice leaves open: their questions are like near-misses.
        if known[question.label] == "entry" and question.voice != COUNSELORS:
            for pair in _pairs(key):
                by_pair[pair].append(index)
    for index, key in keys.items():
        label = knowledge.questions[index].label
        if known[label] != "near_miss":
            continue
        close = _closest(key, by_pair, keys)
        if close is not None:
            other = loaded.question_places[close]
            yield Problem(
                *loaded.question_places[index],
                label,
                f"“{knowledge.questions[index].text}”太像条目 {knowledge.questions[close].label} 的"
                f"“{knowledge.questions[close].text}”({other.file}:{other.line})",
            )
    for label, family in known.items():
        counselors = family == "entry" and by_counselors(knowledge, label)
        fewest = FEWEST_QUESTIONS["counselors" if counselors else family]
        if counts[label] < fewest:
            name = f"{family} {label.removeprefix('near_miss/')}"
            yield problem_at(loaded, name, f"只有 {counts[label]} 句问法,至少要 {fewest}")


def _follow_ups(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    known = _families(knowledge)
    labels: dict[tuple[str, str], str] = {}
    for follow_up, place in zip(knowledge.follow_ups, loaded.follow_up_places, strict=True):
        for label in (follow_up.after, follow_up.label):
            if label not in known:
                yield Problem(*place, label, "没有这个编号")
        asked = (follow_up.after, bare(follow_up.text))
        other = labels.setdefault(asked, follow_up.label)
        if other != follow_up.label:
            said = f"{follow_up.after} 之后的“{follow_up.text}”也算作 {other}"
            yield Problem(*place, follow_up.label, said)


def _requests(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    known = (*REQUEST_NAMES, NO_REQUEST)
    counts: Counter[str] = Counter()
    actions: dict[str, str] = {bare(q.text): NO_REQUEST for q in knowledge.questions}
    for request, place in zip(knowledge.requests, loaded.request_places, strict=True):
        if request.action not in known:
            yield Problem(*place, request.action, f"应为 {'、'.join(known)} 之一")
            continue
        counts[request.action] += 1
        other = actions.setdefault(bare(request.text), request.action)
        if other != request.action:
            yield Problem(*place, request.action, f"“{request.text}”也算作 {other}")
    for action in known:
        if counts[action] < FEWEST_REQUESTS:
            problem = f"只有 {counts[action]} 句,至少要 {FEWEST_REQUESTS}"
            yield Problem("kb/requests", 1, action, problem)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _closest(key: str, by_pair: dict[str, list[int]], keys: dict[int, str]) -> int | None:
    """Return an entry phrasing whose character pairs nearly equal those of ``key``.

    Of two sets so alike, one has at most a share of pairs that the other hasn't
    (:data:`MOST_OF_ITS_OWN`): so one of its rarest pairs, a few more than those, is in both.
    """
    pairs = _pairs(key)
    rarest = sorted(pairs, key=lambda pair: len(by_pair.get(pair, ())))
    few = rarest[: int(MOST_OF_ITS_OWN * len(pairs)) + 1]
    for index in sorted({index for pair in few for index in by_pair.get(pair, ())}):
        others = _pairs(keys[index])
        shared = 2 * len(pairs & others) / (len(pairs) + len(others))
        if keys[index] != key and shared >= TOO_CLOSE:
            return index
    return None
