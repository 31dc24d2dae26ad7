"""kill -9 of front, engine and actions at random: nothing is lost and nothing is said twice."""

from __future__ import annotations

import contextlib
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from benchmarks.evaluate.items import read_abstentions, read_answers
from bot.desk import Desk, conversation_of, mask
from bot.desk.similarity import stands_alone, wording
from bot.front.outgoing import decode
from bot.knowledge import Knowledge
from tests.conftest import RunningBot
from tests.system.persistent import Publisher, Student

QUESTIONS = 500
OPEN_QUESTIONS = 420
"""Of those, on our topic and not answered by the notice."""
PUBLICATIONS = 50
STUDENTS = 100
AT_ONCE = 6
"""Students who type at the same time."""
THINKING = (0.4, 1.0)
"""Seconds between two questions of somebody."""
KILLED_EVERY = (2.5, 5.0)
"""Seconds. The engine needs ten to come back: only what answers is killed."""
KILLING_SECONDS = 120
"""On a busy machine the engine is hardly ever up; what is left is done in peace."""
QUIET_SECONDS = 120
"""Until what the engine owes is answered: it's asked again after 30 seconds at most."""
PROGRAMS = {"front": "bot.front", "engine": "rasa run", "actions": "rasa_sdk"}


@pytest.fixture
def running(model: Path, tmp_path: Path) -> Iterator[RunningBot]:
    """A bot of this test's own."""
    started = RunningBot(tmp_path)
    yield started
    started.stop()


@pytest.fixture
def desk(running: RunningBot) -> Iterator[Desk]:
    opened = Desk(running.data / "desk.db")
    yield opened
    opened.close()


def test_kill_9_loses_and_doubles_nothing(
    running: RunningBot, desk: Desk, knowledge: Knowledge
) -> None:
    chance = random.Random(6)
    publisher = Publisher(running.url, first_link(running))
    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        asking = [pool.submit(ask, running.url, each) for each in questions_of_students(chance)]
        publishing = pool.submit(publish, publisher)
        killed = kill_at_random(running, chance, [*asking, publishing])
        students = [student.result() for student in asking]
        publishing.result()
    assert set(killed) == set(PROGRAMS)
    wait_until_quiet(running)
    running.wait_until_ready()  # the last one killed may be on its way still
    apology = knowledge.wording.engine_down
    public = [p.value for p in knowledge.particulars.values() if "@" in p.value]
    finals = {student: check_replies(student) for student in students}
    said = {reply["text"] for replies in finals.values() for reply in replies.values()}
    assert said.isdisjoint({apology, knowledge.wording.handover_failed})
    check_questions(desk, finals, public)
    check_publications(desk, publisher)
    check_notices(desk, finals, apology)
    check_live(running, desk)
    for student in students:
        student.client.close()
    publisher.browser.client.close()


def first_link(running: RunningBot) -> str:
    """Return the address, which the bot prints, where the first account is made."""
    assert running.process.stdout is not None
    for line in running.process.stdout:
        if found := re.search(r"/desk(/link/\S+)", line):
            return found[1]
    raise AssertionError("no link was printed")


def questions_of_students(chance: random.Random) -> list[list[str]]:
    """Return what each student asks: blind questions, most of which the bot can't answer."""
    ours = [item.question for item in read_abstentions() if item.kind != "far"]
    answered = [item.question for item in read_answers()]
    chosen = chance.sample(ours, OPEN_QUESTIONS)
    chosen += chance.sample(answered, QUESTIONS - OPEN_QUESTIONS)
    chance.shuffle(chosen)
    return [chosen[number::STUDENTS] for number in range(STUDENTS)]


def ask(url: str, questions: Sequence[str]) -> Student:
    student = Student(url)
    for question in questions:
        student.ask(question)
        time.sleep(random.uniform(*THINKING))
    return student


def publish(publisher: Publisher) -> None:
    for number in range(PUBLICATIONS):
        text = f"第{number:02}条答复:请先问党支部书记。"
        while not publisher.publish_next(text):
            time.sleep(0.5)


def kill_at_random(
    running: RunningBot, chance: random.Random, work: Sequence[Future]
) -> Counter[str]:
    """Kill one of the processes now and then while there is work; return how often each."""
    killed: Counter[str] = Counter()
    until = time.monotonic() + KILLING_SECONDS
    while time.monotonic() < until and not all(future.done() for future in work):
        time.sleep(chance.uniform(*KILLED_EVERY))
        name = chance.choice(list(PROGRAMS))
        if name in answering(running):
            for child in psutil.Process(running.process.pid).children():
                with contextlib.suppress(psutil.NoSuchProcess):  # it's dead already
                    if PROGRAMS[name] in " ".join(child.cmdline()):
                        child.kill()
                        killed[name] += 1
    return killed


def answering(running: RunningBot) -> set[str]:
    """Return the processes that answer."""
    try:
        states = httpx.get(f"{running.url}/healthz", timeout=5, trust_env=False).json()
    except httpx.TransportError:
        return set()
    return {"front"} | {name for name, up in states.items() if up}


def wait_until_quiet(running: RunningBot) -> None:
    """Wait until no message waits for the engine and no notice for its delivery."""
    until = time.monotonic() + QUIET_SECONDS
    waiting = ["?"]
    while waiting and time.monotonic() < until:
        time.sleep(0.5)
        try:
            text = httpx.get(f"{running.url}/metrics", timeout=5, trust_env=False).text
        except httpx.TransportError:
            continue
        waiting = re.findall(r"^bot_(?:messages|outbox)_waiting [1-9]\d*$", text, re.MULTILINE)
    assert not waiting


def check_replies(student: Student) -> dict[str, dict]:
    """See that each message got one reply; return these replies by the messages' ids."""
    student.look()
    everything = student.everything()
    # Who follows the cursor has seen all that was said, and nothing was said twice.
    assert {reply["id"] for reply in everything} == set(student.seen)
    assert len(everything) == len(student.seen)
    finals = {}
    for message_id in student.asked:
        (finals[message_id],) = student.reply_to(message_id)
    own = {reply["id"] for reply in finals.values()}
    assert len(own) == len(student.asked)
    assert own <= set(student.seen)
    return finals


def check_questions(
    desk: Desk, finals: dict[Student, dict[str, dict]], public: Sequence[str]
) -> None:
    """See that what was handed over stands in the desk, once."""
    stored = {question.number: question for question in desk.questions.all()}
    told: set[int] = set()
    for student, replies in finals.items():
        # Who seems to ask for a person gets the number of what they asked before.
        own = {mask(text, public) for text in student.asked.values()}
        numbers = [r["question_number"] for r in replies.values() if r["question_number"]]
        assert {stored[number].text for number in numbers} <= own
        told.update(numbers)
    wordings = Counter(question.text for question in stored.values())
    assert [text for text, count in wordings.items() if count > 1] == []
    # Whose number nobody was told was answered before the front, started anew, asked again; or the
    # engine, started anew without the conversation, gave the second try a reply of its own.
    untold = [question for number, question in stored.items() if number not in told]
    served = {
        mask(student.asked[message], public)
        for student, replies in finals.items()
        for message, reply in replies.items()
        if reply["question_number"] is None
    }
    lost = [q for q in untold if q.answered_at is None and q.text not in served]
    assert lost == []
    # Nobody was told that their question is handed over when it isn't.
    rows = desk.database.rows("select body from inbox_reply where message_id not null")
    replies = [decode(row["body"]) for row in rows]
    promised = [r for r in replies if r.outcome in ("near_miss", "hand_over")]
    assert len(promised) > OPEN_QUESTIONS / 4
    assert [reply for reply in promised if reply.question_number is None] == []


def check_publications(desk: Desk, publisher: Publisher) -> None:
    """See that each answer was published once, and the last of each cluster is live."""
    rows = desk.database.rows(
        "select text from publication join answer_revision on answer_revision.id = revision"
    )
    assert Counter(row["text"] for row in rows) == Counter(publisher.published.keys())
    assert len(rows) == PUBLICATIONS
    assert desk.database.value("select count(*) from answer_revision") == PUBLICATIONS
    acts = desk.database.value("select count(*) from audit_log where act = 'publish'")
    assert acts == PUBLICATIONS
    last = {cluster: text for text, cluster in publisher.published.items()}
    for cluster, text in last.items():
        answer = desk.clusters.get(cluster).answer
        assert answer is not None
        live = desk.answers.get(answer).live
        assert live is not None
        assert live.text == text


def check_notices(desk: Desk, finals: dict[Student, dict[str, dict]], apology: str) -> None:
    """See that everybody whose question was answered was told so, once for each publication."""
    assert desk.database.value("pragma integrity_check") == "ok"
    assert desk.database.rows("pragma foreign_key_check") == []
    odd = "select count(*) from question where (answered_at is null) != (notice is null)"
    assert desk.database.value(odd) == 0
    assert desk.database.value("select count(*) from outbox where state != 'sent'") == 0
    due: dict[str, list[str]] = {}
    for row in desk.database.rows("select session, text from outbox"):
        due.setdefault(conversation_of(row["session"]), []).append(row["text"])
    assert sum(map(len, due.values())) >= PUBLICATIONS
    for student, replies in finals.items():
        own = {reply["id"] for reply in replies.values()}
        notices = [
            reply
            for reply in student.seen.values()
            if reply["id"] not in own and reply["text"] != apology
        ]
        numbers = [r["question_number"] for r in (*replies.values(), *notices)]
        stored = (desk.questions.get(number) for number in numbers if number)
        (conversation,) = {conversation_of(q.session) for q in stored if q} or {""}
        expected = due.pop(conversation, [])
        assert sorted(reply["text"] for reply in notices) == sorted(expected)
    assert due == {}


def check_live(running: RunningBot, desk: Desk) -> None:
    """See that the bot itself says what was published."""
    checked = 0
    for answer in desk.answers.live(most=10):
        cluster = desk.database.value("select id from cluster where answer = ?", [answer.id])
        # What leans on the question before (那个有没有app) is never answered by itself.
        confirmed = (p for p in desk.phrasings.of_cluster(cluster) if p.confirmed)
        asked = next((p for p in confirmed if stands_alone(wording(p.text, ()))), None)
        if asked is None:
            continue
        somebody = Student(running.url)
        somebody.ask(asked.text)
        assert answer.live is not None
        (said,) = [reply["text"] for reply in somebody.seen.values()]
        assert answer.live.text in said, asked.text
        somebody.client.close()
        checked += 1
    assert checked >= 5
