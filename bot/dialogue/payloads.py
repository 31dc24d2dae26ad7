"""What goes between front and engine: what a button carries (its id towards the front, a Rasa
payload towards the engine), and that a part of a reply isn't the whole of it.

Plain Python: the front builds payloads here and never passes on one that a client wrote.
"""

from __future__ import annotations

import json
import re

from bot.knowledge.rendering import ACTION_PREFIX

NEAR_MISS_PREFIX = "near_miss/"
HAND_OVER = "hand_over"
"""Id of the button “转给辅导员”."""
FOLLOWED = "followed"
"""Key of the custom payload: an action follows. Rasa goes on as if nothing were missing when an
action fails, and half a reply would say that a question is handed over when it isn't."""
ACTIONS = (
    "letter_deadline",
    "receipt_deadline",
    "print_days",
    "receipt_email",
    "route",
    "header_check",
    "cancel",
    "start_over",
)
"""What a button can start."""
_ID = re.compile(r"[a-z0-9_]{1,60}(/[a-z0-9_]{1,60})?")
_ACTION = re.compile(rf"action/({'|'.join(ACTIONS)})(?:/([a-z0-9_]{{1,60}}))?")


def payload_of(button_id: str) -> str:
    """Return the engine's payload for a button.

    :raises ValueError: when ``button_id`` doesn't have the form of one
    """
    action = _ACTION.fullmatch(button_id)
    if action:
        name, value = action.groups()
        return f"/request_{name}" + (json.dumps({"value": value}) if value else "")
    if button_id.startswith(ACTION_PREFIX) or not _ID.fullmatch(button_id):
        raise ValueError(f"not a button id: {button_id!r}")
    if button_id == HAND_OVER:
        return "/ask_counselor"
    if button_id.startswith(NEAR_MISS_PREFIX):
        return "/choose_near_miss" + json.dumps({"near_miss": button_id.partition("/")[2]})
    return "/choose_entry" + json.dumps({"entry": button_id})


def button_id_of(payload: str) -> str:
    """Return the button id that :func:`payload_of` made ``payload`` from.

    :raises ValueError: when it made no such payload
    """
    if payload == "/ask_counselor":
        return HAND_OVER
    name, brace, value = payload.removeprefix("/request_").partition("{")
    if payload.startswith("/request_") and name in ACTIONS:
        return ACTION_PREFIX + name + (f"/{json.loads(brace + value)['value']}" if brace else "")
    for lead, key, prefix in (
        ("/choose_near_miss", "near_miss", NEAR_MISS_PREFIX),
        ("/choose_entry", "entry", ""),
    ):
        if payload.startswith(lead):
            return prefix + str(json.loads(payload.removeprefix(lead))[key])
    raise ValueError(f"not one of our payloads: {payload!r}")
