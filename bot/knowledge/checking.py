"""Proves that ``kb/`` may be put before students. Run as ``python -m bot.knowledge``.

A knowledge base that fails never trains: :func:`check` is called by the importer too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bot.knowledge.dialogue import templates
from bot.knowledge.grammar import FrameError, sentences_of, words_of
from bot.knowledge.loading import KB, LoadedKnowledge, load_with_places
from bot.knowledge.located import KnowledgeError, Problem
from bot.knowledge.model import Entry, Knowledge, NearMiss
from bot.knowledge.phrasings import by_counselors, phrasing_problems, problem_at
from bot.knowledge.rendering import (
    MOST_BUTTONS,
    USUAL_REPLY,
    Renderer,
    placeholders_of,
)

FACT_COUNT = 54
"""How many facts the notice states."""
LONGEST_TITLE = 16
ENTRY_ID = re.compile(r"[a-z]+(_[a-z]+)*/[a-z0-9]+(_[a-z0-9]+)*")
NEAR_MISS_ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
DAYS_OF_A_WEEK = 7
CERTAIN_RULES = ("H", "M")
"""Confidence that a national rule needs to be used."""
FORBIDDEN = (
    (re.compile(r"\d{1,2}[::点]\d{0,2}\s*(分|到|至|-|—|开门|上班)"), "写了钟点,通知没有钟点"),
    (re.compile(r"已经不是党员|失去党籍"), "不能断定一个人的党籍"),
    (re.compile(r"工作日都"), "通知只有周一、周四下午"),
    (re.compile(r"(?<!流程)第[一二三四五六七1-7]步"), "要说“流程第N步”,通知有两套编号"),
)
"""What no answer may say (answer policy)."""


class Coverage(msgspec.Struct, frozen=True):
    """How much there is, as printed by ``make check``."""

    facts: int
    entries: int
    near_misses: int
    undocumented: int
    concepts: int
    questions: int
    near_miss_questions: int
    voices: int
    fewest_entry: int
    fewest_near_miss: int
    follow_ups: int
    follow_up_voices: int
    requests: int
    request_voices: int

    def __str__(self) -> str:
        return (
            f"事实 {self.facts}/{FACT_COUNT} · 条目 {self.entries} · "
            f"通知未答类型 {self.near_misses}(其中“有此物、无此项” {self.undocumented})· "
            f"概念 {self.concepts}\n"
            f"问法:条目 {self.questions} 句(每条至少 {self.fewest_entry}),"
            f"未答类型 {self.near_miss_questions} 句(每类至少 {self.fewest_near_miss}),"
            f"来自 {self.voices} 种口吻\n"
            f"追问 {self.follow_ups} 句,来自 {self.follow_up_voices} 种口吻\n"
            f"请求 {self.requests} 句,来自 {self.request_voices} 种口吻"
        )


def check(folder: Path = KB) -> Knowledge:
    """Load a knowledge base and prove it.

    :raises KnowledgeError: with every problem found
    """
    loaded = load_with_places(folder)
    problems = list(problems_of(loaded))
    if problems:
        raise KnowledgeError(problems)
    return loaded.knowledge


def problems_of(loaded: LoadedKnowledge) -> Iterator[Problem]:
    """Yield everything wrong with a knowledge base whose form is right."""
    yield from _ids_and_titles(loaded)
    yield from _grammar(loaded)
    yield from _sources(loaded)
    yield from _links(loaded)
    yield from _near_misses(loaded)
    yield from _templates(loaded)
    yield from _dialogue(loaded)
    yield from _routes(loaded)
    yield from _concepts(loaded)
    yield from phrasing_problems(loaded)


def coverage(knowledge: Knowledge) -> Coverage:
    """Count what a knowledge base holds."""
    by_label = Counter(question.label for question in knowledge.questions)
    carried = {fact for entry in knowledge.entries.values() for fact in entry.facts}
    near_miss_counts = [by_label[f"near_miss/{i}"] for i in knowledge.near_misses]
    entry_counts = [by_label[i] for i in knowledge.entries]
    return Coverage(
        facts=len(carried & set(knowledge.facts)),
        entries=len(knowledge.entries),
        near_misses=len(knowledge.near_misses),
        undocumented=sum(1 for n in knowledge.near_misses.values() if n.undocumented),
        concepts=len(knowledge.concepts),
        questions=sum(entry_counts),
        near_miss_questions=sum(near_miss_counts),
        voices=len({question.voice for question in knowledge.questions}),
        fewest_entry=min(entry_counts, default=0),
        fewest_near_miss=min(near_miss_counts, default=0),
        follow_ups=len(knowledge.follow_ups),
        follow_up_voices=len({follow_up.voice for follow_up in knowledge.follow_ups}),
        requests=len(knowledge.requests),
        request_voices=len({request.voice for request in knowledge.requests}),
    )


def _ids_and_titles(loaded: LoadedKnowledge) -> Iterator[Problem]:
    titles: dict[str, str] = {}
    families: tuple[tuple[str, re.Pattern[str], dict[str, Entry] | dict[str, NearMiss]], ...] = (
        ("entry", ENTRY_ID, dict(loaded.knowledge.entries)),
        ("near_miss", NEAR_MISS_ID, dict(loaded.knowledge.near_misses)),
    )
    for family, pattern, items in families:
        for item_id, item in items.items():
            name = f"{family} {item_id}"
            if not pattern.fullmatch(item_id):
                yield problem_at(loaded, name, f"编号 {item_id} 应为小写英文")
            if not 1 <= len(item.title) <= LONGEST_TITLE:
                yield problem_at(loaded, name, f"标题应为 1–{LONGEST_TITLE} 个字:{item.title}")
            if item.title in titles:
                yield problem_at(loaded, name, f"标题和 {titles[item.title]} 相同:{item.title}")
            titles[item.title] = item_id


def _grammar(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    file = "kb/grammar.yml"
    for label, frames in knowledge.grammar.frames.items():
        if label not in knowledge.entries and label.partition("/")[2] not in knowledge.near_misses:
            yield Problem(file, 1, label, "没有这个条目或类型")
        for frame in frames:
            try:
                sentences_of(frame)
            except FrameError as error:
                yield Problem(file, 1, label, str(error))
    for group in knowledge.grammar.interchangeable:
        if len(set(group)) < 2:
            yield Problem(file, 1, "interchangeable", f"一组至少要有两种说法:{group}")


def _sources(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    lines = {name: text.splitlines() for name, text in knowledge.sources.items()}
    quoted = [
        (f"entry {e.id}", e.source.document, e.source.quote) for e in knowledge.entries.values()
    ]
    quoted += [(f"particular {i}", "notice", p.quote) for i, p in knowledge.particulars.items()]
    quoted += [
        (f"fact {f.id}", "notice", quote) for f in knowledge.facts.values() for quote in f.quotes
    ]
    for name, document, quote in quoted:
        if document not in lines:
            yield problem_at(loaded, name, f"没有 sources/{document}.txt")
        elif not quote.strip() or not any(quote in line for line in lines[document]):
            yield problem_at(loaded, name, f"引文在 {document} 里没有原样出现:{quote}")
    expected = {f"F{number:03}" for number in range(1, FACT_COUNT + 1)}
    for missing in sorted(expected - set(knowledge.facts)):
        yield Problem("kb/facts.yml", 0, missing, "缺这条事实")
    carried = {fact for entry in knowledge.entries.values() for fact in entry.facts}
    for fact in sorted(set(knowledge.facts) - carried):
        yield problem_at(loaded, f"fact {fact}", "没有任何条目回答这条事实")


def _links(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    for entry in knowledge.entries.values():
        name = f"entry {entry.id}"
        for fact in entry.facts:
            if fact not in knowledge.facts:
                yield problem_at(loaded, name, f"没有事实 {fact}")
        if len(entry.follow_ups) > MOST_BUTTONS:
            yield problem_at(loaded, name, f"后续问题多于 {MOST_BUTTONS} 个")
        if entry.action is not None and entry.action not in knowledge.dialogue.action_titles:
            yield problem_at(loaded, name, f"dialogue.yml 的 action_titles 里没有 {entry.action}")
        for follow_up in entry.follow_ups:
            if follow_up not in knowledge.entries or follow_up == entry.id:
                yield problem_at(loaded, name, f"后续问题 {follow_up} 不存在或是自己")
    for topic in knowledge.widget.topics:
        if topic not in knowledge.entries:
            yield Problem("kb/widget.yml", 0, "topics", f"常问的条目 {topic} 不存在")


def _near_misses(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    for near_miss in knowledge.near_misses.values():
        name = f"near_miss {near_miss.id}"
        for related in near_miss.related:
            if related not in knowledge.entries:
                yield problem_at(loaded, name, f"相关条目 {related} 不存在")
        if near_miss.national and near_miss.national.confidence not in CERTAIN_RULES:
            yield problem_at(loaded, name, "全国规定的可信度为 L,不能引用")


def _templates(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    renderer = Renderer(knowledge)
    templates = [(f"entry {e.id}", e.answer) for e in knowledge.entries.values()]
    templates += [(f"near_miss {n.id}", n.reply) for n in knowledge.near_misses.values()]
    for name, template in templates:
        family, _, item_id = name.partition(" ")
        try:
            names = placeholders_of(template)
        except ValueError:
            yield problem_at(loaded, name, "花括号没有成对")
            continue
        unknown = sorted(names - set(knowledge.particulars))
        if unknown:
            yield problem_at(loaded, name, f"college.yml 里没有 {'、'.join(unknown)}")
            continue
        if family == "entry":
            text = renderer.answer_body(knowledge.entries[item_id])
        else:
            text = renderer.near_miss_body(knowledge.near_misses[item_id])
        if len(text) > USUAL_REPLY:
            yield problem_at(loaded, name, f"答复 {len(text)} 字,超过 {USUAL_REPLY}")
        for value in _typed_out(knowledge, template):
            yield problem_at(loaded, name, f"写死了 {value},请用 college.yml 里的名字")
        if family == "entry" and by_counselors(knowledge, item_id):
            # The policy says what may be read out of the notice; counselors know more than it.
            continue
        for pattern, reason in FORBIDDEN:
            found = pattern.search(template)
            if found:
                yield problem_at(loaded, name, f"“{found.group()}”:{reason}")


def _dialogue(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    for where, template, filled in templates(knowledge.dialogue):
        yield from _sentence(loaded, f"dialogue {where}", template, filled)
    if len(knowledge.dialogue.weekdays) != DAYS_OF_A_WEEK:
        yield problem_at(loaded, "dialogue weekdays", "应为七个,从周一写起")


def _routes(loaded: LoadedKnowledge) -> Iterator[Problem]:
    knowledge = loaded.knowledge
    routes = knowledge.routes
    for index, step in enumerate(routes.steps):
        name = f"routes steps.{index}"
        yield from _sentence(loaded, f"{name}.text", step.text)
        if not NEAR_MISS_ID.fullmatch(step.id) or [s.id for s in routes.steps].count(step.id) > 1:
            yield problem_at(loaded, name, f"编号 {step.id} 应为小写英文,且只用一次")
        if not 1 <= len(step.title) <= LONGEST_TITLE:
            yield problem_at(loaded, name, f"标题应为 1–{LONGEST_TITLE} 个字:{step.title}")
        unknown = {i for i in (*step.entries, step.then) if i is not None} - set(knowledge.entries)
        unknown |= set(step.facts) - set(knowledge.facts)
        if unknown or not (step.entries and step.facts):
            yield problem_at(loaded, name, f"步骤要有条目和事实,没有 {'、'.join(sorted(unknown))}")
    for index, route in enumerate(routes.routes):
        name = f"routes routes.{index}"
        yield from _sentence(loaded, f"{name}.open", route.open)
        if (
            not NEAR_MISS_ID.fullmatch(route.id)
            or [r.id for r in routes.routes].count(route.id) > 1
        ):
            yield problem_at(loaded, name, f"编号 {route.id} 应为小写英文,且只用一次")
        if not 1 <= len(route.title) <= LONGEST_TITLE:
            yield problem_at(loaded, name, f"标题应为 1–{LONGEST_TITLE} 个字:{route.title}")
        missing = sorted(set(route.steps) - {step.id for step in routes.steps})
        if route.entry is not None and route.entry not in knowledge.entries:
            yield problem_at(loaded, name, f"没有条目 {route.entry}")
        if missing or not route.steps:
            yield problem_at(loaded, name, f"没有步骤 {'、'.join(missing)}")


def _sentence(
    loaded: LoadedKnowledge, name: str, template: str, filled: frozenset[str] = frozenset()
) -> Iterator[Problem]:
    """Check one sentence of the actions."""
    knowledge = loaded.knowledge
    try:
        unknown = placeholders_of(template) - set(knowledge.particulars) - filled
    except ValueError:
        yield problem_at(loaded, name, "花括号没有成对")
        return
    if unknown:
        yield problem_at(loaded, name, f"这一句里不能用 {'、'.join(sorted(unknown))}")
    for value in _typed_out(knowledge, template):
        yield problem_at(loaded, name, f"写死了 {value},请用 college.yml 里的名字")
    for pattern, reason in FORBIDDEN:
        found = pattern.search(template)
        if found:
            yield problem_at(loaded, name, f"“{found.group()}”:{reason}")


def _typed_out(knowledge: Knowledge, template: str) -> Iterator[str]:
    for particular in knowledge.particulars.values():
        if re.search(r"[0-9@]", particular.value) and particular.value in template:
            yield particular.value


def _concepts(loaded: LoadedKnowledge) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for concept in loaded.knowledge.concepts.values():
        try:
            words = words_of(concept)
        except FrameError as error:
            yield problem_at(loaded, f"concept {concept.id}", str(error))
            continue
        for word in dict.fromkeys([*words, *concept.english]):
            owner = owners.setdefault(word.lower(), concept.id)
            if owner != concept.id:
                yield problem_at(loaded, f"concept {concept.id}", f"“{word}”已属于概念 {owner}")
