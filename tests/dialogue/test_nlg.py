"""What the bot says by itself is marked where an action is to say the rest."""

from __future__ import annotations

import aiohttp
import pytest

from tests.rehearsal import Rehearsal

TWO_PARTS = "介绍信在哪打印?党费按什么标准交?"


@pytest.mark.parametrize("text", ["介绍信丢了", TWO_PARTS])
def test_without_its_number_a_handed_over_question_gets_no_reply(
    rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    async def refuse(*args: object, **kwargs: object) -> None:
        raise aiohttp.ClientConnectionError

    with monkeypatch.context() as killed:
        killed.setattr(rehearsal.actions, "request", refuse)
        with pytest.raises(ValueError, match="failed"):
            rehearsal.say(f"nlg {text}", text)
    # What is asked again is answered in full.
    assert rehearsal.say(f"nlg {text}", text).text.count("问题编号") == 1


def test_an_answer_alone_is_the_whole_reply(rehearsal: Rehearsal) -> None:
    assert "402" in rehearsal.say("nlg answer", "介绍信在哪打印").text
