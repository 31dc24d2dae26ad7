"""``python -m benchmarks.console``: how fast the console's pages are with 100,000 questions."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from benchmarks.desk import QUESTIONS, fill
from bot.desk.desk import Desk
from bot.desk.roles import Role
from bot.desk.staff import Staff
from bot.front.desk import create_desk
from bot.front.desk.visit import COOKIE
from bot.knowledge import load_knowledge

LIMIT = 200.0
"""Milliseconds that each page's median has to stay under."""
ROUNDS = 15
PASSWORD = "一句自己记得住的话就好"
PAGES = (
    "/queue/open",
    "/queue/open?page=20",
    "/queue/requested",
    "/queue/answered",
    "/queue/ignored",
    "/disliked",
    "/expiring",
    "/search?q=代领",
    "/search?q=没有人问过的词",
    "/clusters/1?queue=open",
    "/answers",
    "/particulars",
    "/statistics",
    "/exports",
    "/imports",
    "/training",
    "/staff",
    "/audit",
    "/account",
)


def main() -> int:
    """Measure every page, print the figures and return 1 when one is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    questions = parser.parse_args().questions
    knowledge = load_knowledge()
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "desk.db")
        fill(desk, knowledge, questions)
        staff = Staff(desk.database, desk.audit)
        member = staff.use_setup_link(staff.setup_token() or "", "zhang", "张老师", PASSWORD)
        assert member.role is Role.ADMINISTRATOR
        app = Starlette(routes=[Mount("/desk", create_desk(desk, knowledge, lambda job: None))])
        with TestClient(app, headers={"sec-fetch-site": "same-origin"}) as client:
            client.cookies.set(COOKIE, staff.start_session(member.id), path="/desk/")
            sys.stdout.write(f"{questions} 个问题,每页 {ROUNDS} 次,毫秒\n")
            for path in PAGES:
                slow += measure(client, "GET", path, None)
            draft = {"text": "可以代领,带上学号。", "owner": "张老师"}
            slow += measure(client, "POST", "/clusters/1/preview", draft)
        desk.close()
    return 1 if slow else 0


def measure(client: TestClient, method: str, path: str, form: dict[str, str] | None) -> bool:
    """Print a page's median and 95th percentile; tell whether it is too slow."""
    client.request(method, f"/desk{path}", data=form)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        response = client.request(method, f"/desk{path}", data=form)
        times.append((time.perf_counter() - started) * 1000)
        assert response.status_code == 200, (path, response.status_code)
    median = statistics.median(times)
    worst = statistics.quantiles(times, n=20)[-1]
    mark = "" if median < LIMIT else f"  太慢(上限 {LIMIT:.0f})"
    sys.stdout.write(f"{median:8.1f} {worst:8.1f}  {method} {path}{mark}\n")
    sys.stdout.flush()
    return median >= LIMIT


if __name__ == "__main__":
    raise SystemExit(main())
