"""A front with a made-up engine behind it, over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.front.application import create_application
from bot.knowledge import Knowledge
from bot.settings import Settings
from tests.front.fake_engine import FakeEngine, Server


class Front(Server):
    """A served front."""

    def __init__(self, environment: dict[str, str]) -> None:
        settings = Settings.from_environment(environment)
        self.data = settings.data
        super().__init__(create_application(settings), ws="wsproto")

    def stored(self) -> bytes:
        """Return every byte that stands on the disk."""
        return b"".join(path.read_bytes() for path in self.data.rglob("*") if path.is_file())

    def metrics(self) -> str:
        """Return what is counted."""
        return httpx.get(f"{self.url}/metrics").text

    def post(self, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        """Post a callback."""
        return httpx.post(self.url + path, content=content, headers=headers, timeout=15)


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    engine = FakeEngine()
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def serve_front(
    engine: FakeEngine, tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Front]]:
    """Serve fronts with the settings that a test gives."""
    # Read once for all tests: reading takes longer than most of them.
    monkeypatch.setattr("bot.front.application.load_knowledge", lambda: knowledge)
    fronts: list[Front] = []

    def serve(**environment: str) -> Front:
        where = {"ENGINE_PORT": str(engine.port), "BOT_DATA": str(tmp_path / "data")}
        front = Front(where | environment)
        front.start()
        fronts.append(front)
        return front

    yield serve
    for front in fronts:
        front.stop()
