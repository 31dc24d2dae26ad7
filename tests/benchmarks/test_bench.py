"""The bench's figures are computed right; it runs against whatever speaks the chat API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.bench.load import Load, put_load_on
from benchmarks.bench.ranking import time_ranker
from benchmarks.bench.report import Figures, as_text, percentile
from tests.front.fake_engine import FakeEngine
from tests.front.test_chat_api import Front


@pytest.fixture
def front(engine: FakeEngine, tmp_path: Path) -> Iterator[Front]:
    serving = Front(tmp_path, engine)
    serving.start()
    yield serving
    serving.stop()


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    fake = FakeEngine()
    fake.start()
    yield fake
    fake.stop()


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 50), (0.99, 99), (0.995, 100), (1.0, 100), (0.001, 1)]
)
def test_percentiles_are_nearest_ranks(share: float, value: float) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value


@pytest.mark.parametrize("students", [1, 7])
async def test_every_turn_is_asked_once(front: Front, engine: FakeEngine, students: int) -> None:
    questions = [f"问{n}" for n in range(10)]
    load = await put_load_on(front.url, questions, 40, students)
    assert sorted(engine.texts) == sorted(questions * 4)
    assert len(load.milliseconds) == 40
    assert load.apologies == 0
    assert load.per_second == pytest.approx(40 / load.seconds)


async def test_apologies_are_no_answers(front: Front, engine: FakeEngine) -> None:
    engine.answer = lambda message: []
    load = await put_load_on(front.url, ["问"], 3, 1)
    assert (load.apologies, load.per_second) == (3, 0)


def test_the_table_shows_every_figure() -> None:
    def load(students: int) -> Load:
        return Load(students, [10.0] * 99 + [500.0], 2.0, 1)

    text = as_text(
        Figures(12.34, [2.0], load(1), load(1), [load(8)], {"front": 90.0}, {"front": 95.4})
    )
    for figure in (
        "12.3 秒",
        "要它做事",
        "8 人同时问",
        "10.0 ms",
        "500.0 ms",
        "49.5",
        "2.0 ms",
        "95 MB",
    ):
        assert figure in text


def test_the_ranker_is_timed_out_of_the_model(model: Path) -> None:
    assert all(time > 0 for time in time_ranker(model, ["介绍信在哪打印", "回执发到哪"]))
