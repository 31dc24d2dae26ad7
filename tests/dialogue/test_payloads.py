"""A button's id and the engine's payload are made from each other, and from nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.payloads import ACTIONS, button_id_of, payload_of


@given(st.from_regex(r"[a-z0-9_]{1,20}(/[a-z0-9_]{1,20})?", fullmatch=True))
def test_there_and_back(button_id: str) -> None:
    assert button_id_of(payload_of(button_id)) == button_id


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_there_and_back(name: str) -> None:
    for button_id in (f"action/{name}", f"action/{name}/company"):
        payload = payload_of(button_id)
        assert payload.startswith(f"/request_{name}")
        assert button_id_of(payload) == button_id


@pytest.mark.parametrize(
    "wrong",
    [
        "action/restart",
        "action/inform",
        "action/",
        "action/route/",
        "action/route/x/y",
        "action/route/X",
    ],
)
def test_only_our_actions_can_be_started(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a button id"):
        payload_of(wrong)


@pytest.mark.parametrize("wrong", ["", "/restart", "a/b/c", "A", '{"x"}', "x" * 200, "打印"])
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a button id"):
        payload_of(wrong)
