"""The engine is started anew with another model while the rest goes on."""

from __future__ import annotations

from pathlib import Path

from bot.engine_process import MODEL_LINK, manager_socket, point_to, restart_engine
from bot.settings import Settings
from tests.conftest import RunningBot, Student


def test_the_engine_is_restarted_with_the_model_that_the_link_names(
    model: Path, tmp_path: Path
) -> None:
    bot = RunningBot(tmp_path)
    try:
        settings = Settings.from_environment(bot.environment)
        assert (tmp_path / MODEL_LINK).resolve() == model
        point_to(tmp_path / MODEL_LINK, model)
        restart_engine(settings)
        bot.wait_until_ready()
        student = Student(bot.url)
        assert "402" in student.say("在哪打印")["text"]
        student.client.close()
    finally:
        bot.stop()
    assert not manager_socket(settings).exists()
