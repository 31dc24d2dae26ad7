"""Students who ask, one after the other or many at once."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence

import httpx
import msgspec

from bot.knowledge import load_knowledge

TURNS_OF_A_STUDENT = 15
"""Then the next student comes: a session may say 20 things at once."""
APOLOGY = load_knowledge().wording.engine_down


class Load(msgspec.Struct, frozen=True):
    """What came of a number of turns."""

    students: int
    """At the same time."""
    milliseconds: list[float]
    """Of each answered turn, as the student feels it."""
    seconds: float
    apologies: int
    """Turns that got an apology instead of an answer in eight seconds."""

    @property
    def per_second(self) -> float:
        """Answered turns a second."""
        return (len(self.milliseconds) - self.apologies) / self.seconds


async def put_load_on(
    url: str,
    questions: Sequence[str],
    turns: int,
    students: int,
    turns_of_a_student: int = TURNS_OF_A_STUDENT,
) -> Load:
    """Let ``students`` ask ``turns`` questions altogether, each waiting for its reply."""
    texts = itertools.islice(itertools.cycle(questions), turns)
    milliseconds: list[float] = []
    apologies = 0

    async def student(client: httpx.AsyncClient) -> None:
        nonlocal apologies
        headers: dict[str, str] = {}
        for number, text in enumerate(texts):
            if number % turns_of_a_student == 0:
                created = await client.post("/api/chat/sessions")
                token = created.raise_for_status().json()["token"]
                headers = {"Authorization": f"Bearer {token}"}
            message = {"client_message_id": str(number), "text": text}
            asked = time.perf_counter()
            response = await client.post("/api/chat/messages", json=message, headers=headers)
            milliseconds.append((time.perf_counter() - asked) * 1000)
            (reply,) = response.raise_for_status().json()["replies"]
            apologies += reply["text"] == APOLOGY

    # One client: making one costs more than a turn.
    async with httpx.AsyncClient(
        base_url=url, timeout=60, trust_env=False, limits=httpx.Limits(max_connections=students)
    ) as client:
        started = time.perf_counter()
        await asyncio.gather(*(student(client) for _ in range(students)))
        seconds = time.perf_counter() - started
    return Load(students, milliseconds, seconds, apologies)
