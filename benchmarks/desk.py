"""``python -m benchmarks.desk``: how fast the desk is with 100,000 questions in it."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.desk import Desk
from bot.desk.exports import rows_of
from bot.desk.published import PublishedAnswers
from bot.desk.similarity import wording as worded
from bot.desk.statistics import measure
from bot.front.desk.application import blind_replay
from bot.knowledge import Knowledge, load_knowledge
from bot.nlu.lexicon import Lexicon

QUESTIONS = 100_000
ROUNDS = 40
"""How often each thing is measured."""
PLACES = ("北京", "上海", "广州", "深圳", "武汉", "成都", "西安", "沈阳", "大连", "长春")
TIMES = ("今天", "明天", "下周", "这个月", "六月", "上午", "下午", "晚上", "放假前", "毕业后")


class Figure(NamedTuple):
    """One measurement."""

    what: str
    median: float
    """Milliseconds."""
    worst: float
    """95th percentile, milliseconds."""
    limit: float
    """Milliseconds that the median has to stay under."""


def fill(desk: Desk, knowledge: Knowledge, questions: int) -> None:
    """Fill a desk with variations of the kb's questions, spread over clusters and a year."""
    chance = random.Random(1)
    lexicon = Lexicon(knowledge.concepts.values())
    clusters: dict[tuple[str, str], int] = {}
    for start in range(0, questions, 5_000):
        with desk.database.transaction():
            for number in range(start, min(start + 5_000, questions)):
                question = chance.choice(knowledge.questions)
                place = chance.choice(PLACES)
                text = question.text
                if chance.random() < 0.6:
                    text = f"{chance.choice(TIMES)}{place}那边,{text}{chance.randrange(100)}"
                concepts = tuple({found.concept for found in lexicon.find(text)})
                kind = question.label.removeprefix("near_miss/") if "near" in question.label else ""
                asked = worded(text, concepts, kind)
                known = desk.phrasings.known(asked.key)
                subject = (question.label, place)
                if known is None:
                    founding = subject not in clusters
                    if founding:
                        clusters[subject] = desk.clusters.create(text, kind)
                    cluster = clusters[subject]
                    phrasing = desk.phrasings.add(
                        asked, text, concepts, kind, cluster=cluster, founding=founding
                    )
                else:
                    phrasing, cluster = known
                answered = chance.random() < 0.7
                at = desk.database.stamp(-timedelta(minutes=5 * (questions - number)))
                desk.database.insert(
                    "question",
                    {
                        "text": text, "kind": kind, "concepts": ",".join(concepts),
                        "channel": chance.choice(("web", "qq", "wecom-app")),
                        "session": f"session-{chance.randrange(30_000)}", "asked_at": at,
                        "phrasing": phrasing, "cluster": cluster,
                        "answered_at": at if answered else None,
                    },
                )  # fmt: skip
                desk.exchanges.add(
                    f"reply-{number}", session=f"session-{number % 30_000}", channel="web",
                    text=text, outcome=chance.choice(("answer", "clarify", "hand_over")),
                    entries=["print/where"], milliseconds=chance.randrange(5, 80),
                )  # fmt: skip
    with desk.database.transaction():
        desk.clusters.recount(clusters.values())
        for cluster in list(clusters.values())[:200]:
            revision = desk.answers.write(cluster, f"答复 {cluster}", actor="bench")
            desk.publication.publish(revision.id, actor="bench", wording=knowledge.wording)
    desk.database.execute("analyze")


def run(folder: Path, questions: int = QUESTIONS) -> list[Figure]:
    """Fill a desk in ``folder`` and measure it."""
    knowledge = load_knowledge()
    path = folder / "desk.db"
    desk = Desk(path)
    fill(desk, knowledge, questions)
    published = PublishedAnswers(path)
    chance = random.Random(2)
    today = date.today()
    clusters = [cluster.id for cluster in desk.clusters.queue("open", most=500)]
    replay = blind_replay(knowledge)

    def ask() -> None:
        question = chance.choice(knowledge.questions)
        text = f"{question.text}{chance.choice(PLACES)}{chance.random()}"
        desk.questions.add(text, session=str(chance.random()), channel="web")

    def publish() -> None:
        revision = desk.answers.write(chance.choice(clusters), "答复", actor="bench")
        desk.publication.publish(revision.id, actor="bench", wording=knowledge.wording)

    def look_up() -> None:
        published.find(chance.choice(knowledge.questions).text, ())

    def reload() -> None:
        desk.clusters.bump_version()
        look_up()

    things: list[tuple[str, float, Callable[[], object]]] = [
        ("clustering a new question", 50, ask),
        ("publishing", 200, publish),
        ("a turn's look at what is live", 1, look_up),
        ("the turn after a publication", 200, reload),
        ("queue, first page", 200, lambda: desk.clusters.queue("open")),
        ("queue, last page", 200, lambda: desk.clusters.queue("open", skip=2_000)),
        ("counts of the queues", 200, desk.clusters.counts),
        ("a cluster's questions", 200, lambda: desk.questions.of_cluster(chance.choice(clusters))),
        ("preview", 200, lambda: desk.preview.of(chance.choice(clusters), knowledge, replay)),
        ("search, one word", 200, lambda: desk.search.find("回执")),
        ("search, two words", 200, lambda: desk.search.find("介绍 深圳")),
        ("search, nothing found", 200, lambda: desk.search.find("龙卷风")),
        (
            "statistics of a month",
            200,
            lambda: measure(desk.database, today - timedelta(days=30), today),
        ),
        ("notices due", 200, desk.outbox.due),
        ("audit log", 200, desk.audit.newest),
        ("answers that expire", 200, desk.answers.expiring),
    ]
    figures = [_figure(*thing) for thing in things]
    started = time.perf_counter()
    exported = sum(1 for _ in rows_of(desk.database, "questions"))
    took = (time.perf_counter() - started) * 1000
    figures.append(Figure(f"export of {exported} questions", took, took, 30_000))
    published.close()
    desk.close()
    return figures


def _figure(what: str, limit: float, act: Callable[[], object]) -> Figure:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    return Figure(what, statistics.median(times), statistics.quantiles(times, n=20)[-1], limit)


def table(figures: list[Figure]) -> str:
    """Return the figures as a table."""
    lines = [f"{'':34}{'median':>10}{'95 %':>10}{'limit':>10}  ms"]
    lines += [
        f"{f.what:34}{f.median:10.2f}{f.worst:10.2f}{f.limit:10.0f}"
        f"{'' if f.median < f.limit else '  TOO SLOW'}"
        for f in figures
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure in a temporary folder, print a table, return 1 when anything is too slow."""
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder))
    print(table(figures))
    return 0 if all(figure.median < figure.limit for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
