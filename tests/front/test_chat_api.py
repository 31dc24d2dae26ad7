"""The chat API over a real socket, with the real application in front of a fake engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.desk import Desk
from bot.front.application import create_application
from bot.front.serving import serve_options
from bot.knowledge import Knowledge
from bot.settings import ROOT, Settings
from tests.conftest import Student, free_port
from tests.desk.conftest import answer
from tests.front.fake_engine import FakeEngine, Server, echo

HOST_PAGE = "https://party.example.edu.cn"


class Front(Server):
    """The front, served from a thread as `python -m bot.front` would."""

    def __init__(self, data: Path, engine: FakeEngine, **environment: str) -> None:
        port = free_port()
        self.settings = Settings.from_environment(
            {"BOT_DATA": str(data), "ENGINE_PORT": str(engine.port), "BOT_PORT": str(port)}
            | environment
        )
        options = serve_options(self.settings)
        super().__init__(
            create_application(self.settings),
            options.pop("port"),
            **{name: value for name, value in options.items() if name != "host"},
        )


@pytest.fixture(scope="module")
def shared_engine() -> Iterator[FakeEngine]:
    fake = FakeEngine()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture(scope="module")
def front(shared_engine: FakeEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A front that trusts a proxy on this machine and lets one page embed it."""
    serving = Front(
        tmp_path_factory.mktemp("data"),
        shared_engine,
        BOT_ALLOWED_ORIGINS=HOST_PAGE,
        BOT_TRUSTED_PROXIES="127.0.0.1",
    )
    serving.start()
    yield serving
    serving.stop()


@pytest.fixture
def student(front: Front, shared_engine: FakeEngine) -> Iterator[Student]:
    shared_engine.answer = echo
    somebody = Student(front.url)
    yield somebody
    somebody.client.close()


# Replies


def test_a_reply_has_the_documented_shape(student: Student, shared_engine: FakeEngine) -> None:
    shared_engine.answer = lambda message: [
        {
            "text": "在402\n依据:通知",
            "buttons": [{"title": "几点", "payload": '/choose_entry{"entry": "print/when"}'}],
            "custom": {"source": "通知", "outcome": "answer", "entries": ["print/where"]},
        },
        {"text": "已转", "custom": {"question_number": 7, "outcome": "hand_over"}},
        {"custom": {"files": [{"title": "加入日历", "url": "/files/a.ics"}]}},
    ]
    reply = student.say("在哪打印")
    assert reply.pop("id")
    assert reply == {
        "text": "在402\n\n已转\n依据:通知",
        "buttons": [{"id": "print/when", "title": "几点"}],
        "source": "通知",
        "files": [{"title": "加入日历", "url": "/files/a.ics"}],
        "question_number": 7,
    }


def test_a_session_sees_its_own_replies_only(front: Front, student: Student) -> None:
    student.say("在哪打印")
    other = Student(front.url)
    assert other.client.get("/api/chat/messages").json() == {"replies": [], "cursor": "0"}
    other.client.close()


def test_feedback_reaches_the_desk(front: Front, student: Student) -> None:
    reply = student.say("在哪打印")
    for verdict in ("up", "down"):
        body = {"reply_id": reply["id"], "verdict": verdict}
        response = student.client.post("/api/chat/feedback", json=body)
        assert (response.status_code, response.content) == (204, b"")
    desk = Desk(front.settings.desk_database)
    disliked = [d for d in desk.feedback.disliked() if d.reply == reply["id"]]
    desk.close()
    assert [(d.text, d.outcome) for d in disliked] == [("在哪打印", "answer")]


def test_feedback_on_somebody_elses_reply_is_refused(front: Front, student: Student) -> None:
    reply = student.say("在哪打印")
    other = Student(front.url)
    body = {"reply_id": reply["id"], "verdict": "down"}
    assert other.client.post("/api/chat/feedback", json=body).status_code == 404
    other.client.close()


@pytest.mark.parametrize("body", ["{}", '{"reply_id": "x", "verdict": "so so"}', "[", "null"])
def test_bad_feedback_is_a_problem(student: Student, body: str) -> None:
    assert student.client.post("/api/chat/feedback", content=body).status_code == 422


# Handed-over questions


def test_an_answer_is_seen_by_who_asked_and_by_nobody_else(
    front: Front, student: Student, shared_engine: FakeEngine, knowledge: Knowledge
) -> None:
    student.say("介绍信丢了")
    sender = shared_engine.asked[-1]["sender"]
    desk = Desk(front.settings.desk_database)
    number = desk.questions.add("介绍信丢了", session=sender, channel="web")
    path = f"/api/chat/questions/{number}"
    waiting = {"number": number, "state": "waiting", "answer": None}
    assert student.client.get(path).json() == waiting
    cursor = student.client.get("/api/chat/messages").json()["cursor"]

    answer(desk, number, "请联系党支部书记补办。", knowledge.wording)
    desk.close()
    deadline = time.monotonic() + 10
    while not (later := get_after(student, cursor))["replies"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    (told,) = later["replies"]
    assert told["question_number"] == number
    assert "补办" in told["text"]
    answered = student.client.get(path).json()
    assert (answered["state"], answered["answer"]) == ("answered", told["text"])
    assert get_after(student, later["cursor"])["replies"] == []

    other = Student(front.url)
    refused, unknown = other.client.get(path), other.client.get("/api/chat/questions/999999")
    assert refused.status_code == unknown.status_code == 404
    assert refused.json() == unknown.json()
    other.client.close()
    assert httpx.get(f"{front.url}{path}").status_code == 401


def test_a_question_that_a_counselor_ignored_waits_no_longer(
    front: Front, student: Student, shared_engine: FakeEngine
) -> None:
    student.say("食堂几点关门")
    desk = Desk(front.settings.desk_database)
    sender = shared_engine.asked[-1]["sender"]
    number = desk.questions.add("食堂几点关门", session=sender, channel="web")
    question = desk.questions.get(number)
    assert question is not None
    desk.clusters.ignore(question.cluster, "和转接无关", "wang")
    path = f"/api/chat/questions/{number}"
    assert student.client.get(path).json() == {"number": number, "state": "closed", "answer": None}
    desk.clusters.reopen(question.cluster, "wang")
    assert student.client.get(path).json()["state"] == "waiting"
    desk.close()


def get_after(student: Student, cursor: str) -> dict:
    return student.client.get("/api/chat/messages", params={"after": cursor}).json()


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "１", "1%00"])
def test_a_number_that_is_none_is_not_found(student: Student, number: str) -> None:
    assert student.client.get(f"/api/chat/questions/{number}").status_code == 404


# Limits


def test_too_many_messages_are_refused_with_the_time_to_wait(
    student: Student, shared_engine: FakeEngine
) -> None:
    asked = len(shared_engine.asked)
    responses = [
        student.client.post(
            "/api/chat/messages", json={"client_message_id": f"m{n}", "text": f"问{n}"}
        )
        for n in range(30)
    ]
    refused = [r for r in responses if r.status_code == 429]
    answered = [r for r in responses if r.status_code == 200]
    assert len(refused) + len(answered) == 30
    assert 20 <= len(answered) <= 25, "20 at once, and one every three seconds"
    assert all(1 <= int(r.headers["Retry-After"]) <= 3 for r in refused)
    assert "秒" in refused[0].json()["detail"]
    assert len(shared_engine.asked) - asked == len(answered)


def test_one_address_cannot_fill_the_house(front: Front, student: Student) -> None:
    def open_sessions(address: str, count: int) -> list[int]:
        with httpx.Client(base_url=front.url, headers={"X-Forwarded-For": address}) as client:
            return [client.post("/api/chat/sessions").status_code for _ in range(count)]

    codes = open_sessions("203.0.113.7", 300)
    assert codes[:200] == [201] * 200
    assert 429 in codes
    assert open_sessions("203.0.113.8", 3) == [201] * 3


def test_a_forwarded_address_of_no_trusted_proxy_is_not_believed(
    shared_engine: FakeEngine, tmp_path: Path
) -> None:
    alone = Front(tmp_path, shared_engine)
    alone.start()
    try:
        with httpx.Client(base_url=alone.url, headers={"X-Forwarded-For": "203.0.113.7"}) as client:
            codes = {client.post("/api/chat/sessions").status_code for _ in range(300)}
    finally:
        alone.stop()
    assert codes == {201}


@pytest.mark.parametrize("path", ["sessions", "messages", "feedback"])
def test_bodies_have_an_end(student: Student, path: str) -> None:
    response = student.client.post(f"/api/chat/{path}", content=b"x" * 16 * 1024 + b"x")
    assert response.status_code == 413
    endless = (b" " * 1024 for _ in range(100))
    assert student.client.post(f"/api/chat/{path}", content=endless).status_code == 413


# Problems


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/static/nothing.js", 404),
        ("PUT", "/api/chat/messages", 405),
        ("GET", "/api/chat/sessions", 405),
        ("POST", "/healthz", 405),
        ("POST", "/api/chat/messages", 401),
    ],
)
def test_errors_have_one_shape(front: Front, method: str, path: str, status: int) -> None:
    response = httpx.request(method, f"{front.url}{path}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert (status == 405) == ("allow" in response.headers)
    assert (status == 401) == ("www-authenticate" in response.headers)
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize("text", ['"\\ud800"', "5", "null", "[]", '"\\u0000"', '"😀"', '"\\u202e"'])
def test_odd_texts_break_nothing(student: Student, text: str) -> None:
    body = f'{{"client_message_id": "1", "text": {text}}}'
    assert student.client.post("/api/chat/messages", content=body).status_code in (200, 422)


def test_a_database_held_for_too_long_is_a_problem_and_a_retry_an_answer(
    front: Front, student: Student
) -> None:
    # Held by somebody for longer than a writer waits.
    desk = Desk(front.settings.desk_database)
    held = threading.Event()
    release = threading.Event()

    def hold() -> None:
        with desk.database.transaction():
            held.set()
            release.wait(20)

    holding = threading.Thread(target=hold)
    holding.start()
    held.wait(5)
    try:
        body = {"client_message_id": "held", "text": "在哪打印"}
        response = student.client.post("/api/chat/messages", json=body)
        assert httpx.get(f"{front.url}/").status_code == 200
    finally:
        release.set()
        holding.join()
    assert response.status_code == 503
    assert response.json()["detail"]
    retried = student.client.post("/api/chat/messages", json=body)
    assert retried.json()["replies"][0]["text"] == "答:在哪打印"
    desk.close()


# Other pages


def preflight(front: Front, origin: str, path: str = "/api/chat/messages") -> httpx.Response:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return httpx.options(f"{front.url}{path}", headers=headers)


def test_the_named_page_may_use_the_api(front: Front) -> None:
    response = preflight(front, HOST_PAGE)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == HOST_PAGE
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Authorization" in response.headers["access-control-allow-headers"]
    assert response.headers["vary"] == "Origin"
    created = httpx.post(f"{front.url}/api/chat/sessions", headers={"Origin": HOST_PAGE})
    assert created.headers["access-control-allow-origin"] == HOST_PAGE
    assert "access-control-allow-credentials" not in created.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        HOST_PAGE.replace("https", "http"),
        f"{HOST_PAGE}:8443",
        f"{HOST_PAGE}.evil.example",
        HOST_PAGE.upper(),
    ],
)
def test_no_other_page_may(front: Front, origin: str) -> None:
    response = preflight(front, origin)
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    created = httpx.post(f"{front.url}/api/chat/sessions", headers={"Origin": origin})
    for answered in (response, created):
        assert "access-control-allow-origin" not in answered.headers


@pytest.mark.parametrize("path", ["/", "/desk/", "/metrics", "/healthz", "/openapi.json"])
def test_only_the_chat_api_is_shared(front: Front, path: str) -> None:
    response = httpx.get(f"{front.url}{path}", headers={"Origin": HOST_PAGE})
    assert "access-control-allow-origin" not in response.headers


def test_the_named_page_may_frame_the_chat_but_not_the_desk(front: Front) -> None:
    def framed_by(path: str) -> str:
        policy = httpx.get(f"{front.url}{path}").headers["content-security-policy"]
        return policy.partition("frame-ancestors ")[2]

    assert framed_by("/") == f"'self' {HOST_PAGE}"
    assert framed_by("/desk/") == "'none'"
    assert framed_by("/desk") == "'none'"


def test_metrics_count_turns(front: Front, student: Student) -> None:
    student.say("在哪打印")
    response = httpx.get(f"{front.url}/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = response.text.splitlines()
    assert any(
        line.startswith('bot_turns_total{channel="web",outcome="answer"} ') for line in lines
    )
    assert any(line.startswith('bot_engine_seconds_bucket{le="+Inf"} ') for line in lines)
    assert "bot_outbox_waiting 0" in lines
    assert "在哪打印" not in response.text


# A killed process


def start_front(data: Path, port: int, engine: FakeEngine) -> subprocess.Popen[bytes]:
    environment = {
        "BOT_PORT": str(port),
        "ENGINE_PORT": str(engine.port),
        "BOT_DATA": str(data),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.front"], cwd=ROOT, env=os.environ | environment
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/metrics")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return process
    raise AssertionError("the front didn't start")


def test_a_killed_front_loses_no_message_and_answers_none_twice(
    engine: FakeEngine, tmp_path: Path
) -> None:
    engine.seconds = 1.5
    port = free_port()
    process = start_front(tmp_path, port, engine)
    somebody = Student(f"http://127.0.0.1:{port}")
    body = {"client_message_id": "1", "text": "在哪打印"}

    def post() -> None:
        with pytest.raises(httpx.TransportError):
            somebody.client.post("/api/chat/messages", json=body)

    try:
        posting = threading.Thread(target=post)
        posting.start()
        while not engine.asked:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        posting.join(10)

        process = start_front(tmp_path, port, engine)
        retried = somebody.client.post("/api/chat/messages", json=body).json()
        assert [r["text"] for r in retried["replies"]] == ["答:在哪打印"]
        process.send_signal(signal.SIGKILL)
        process.wait(10)

        process = start_front(tmp_path, port, engine)
        asked = len(engine.asked)
        assert somebody.client.post("/api/chat/messages", json=body).json() == retried
        everything = somebody.client.get("/api/chat/messages").json()["replies"]
        assert [r["text"] for r in everything] == ["答:在哪打印"]
        assert len(engine.asked) == asked
    finally:
        somebody.client.close()
        process.kill()
        process.wait(10)


def test_a_front_killed_while_it_delivers_tells_a_counselors_answer_once(
    engine: FakeEngine, tmp_path: Path, knowledge: Knowledge
) -> None:
    port = free_port()
    process = start_front(tmp_path, port, engine)
    somebody = Student(f"http://127.0.0.1:{port}")
    desk = Desk(tmp_path / "desk.db")
    texts = []
    try:
        for number, pause in enumerate((0.0, 0.4, 0.9)):
            somebody.say(f"介绍信丢了{number}")
            sender = engine.asked[-1]["sender"]
            question = desk.questions.add(f"介绍信丢了{number}", session=sender, channel="web")
            answer(desk, question, f"第{number}个答复。", knowledge.wording)
            texts.append(f"第{number}个答复。")
            time.sleep(pause)
            process.kill()
            process.wait(10)
            # As if its lease were over: the next process takes the notice at once.
            desk.outbox.hasten(sender.rpartition("-")[0])
            process = start_front(tmp_path, port, engine)
        deadline = time.monotonic() + 10
        while desk.outbox.count("waiting"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        replies = somebody.client.get("/api/chat/messages").json()["replies"]
        told = [reply["text"] for reply in replies if "辅导员答复" in reply["text"]]
        assert [sum(text in one for one in told) for text in texts] == [1, 1, 1]
        assert len(told) == 3
    finally:
        desk.close()
        somebody.client.close()
        process.kill()
        process.wait(10)
