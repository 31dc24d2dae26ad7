"""All that is learnt, from a message to a decision. Stored in and loaded from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bot.nlu.action_requests import ActionDetector, ActionRequest
from bot.nlu.deciding import Gates, decide
from bot.nlu.decision import Decision
from bot.nlu.follow_up import NOTHING, Before
from bot.nlu.gate import Gate
from bot.nlu.matcher import FOLLOW_UPS, Matcher
from bot.nlu.ranked import Ranked
from bot.nlu.request_leads import request_in

REQUESTS = "requests"
"""Folder of the detector's files."""


class Understood(NamedTuple):
    """What a message came to."""

    ranked: Ranked
    decision: Decision
    request: ActionRequest | None


class Understanding:
    """All that is learnt: what ranks, what decides, and what finds requests."""

    def __init__(self, matcher: Matcher, gates: Gates, detector: ActionDetector) -> None:
        self.matcher = matcher
        self.gates = gates
        self.detector = detector

    def understand(self, text: str, before: Before = NOTHING) -> Understood:
        """Decide on a message, and tell whether it asks to do something.

        :param before: what was said before it
        """
        message = self.matcher.rank_message(text, before)
        decision = decide(self.gates, message)
        leads = self.detector(text)
        request = request_in(leads, message, decision, before)
        return Understood(message.whole, decision, request)

    def save(self, folder: Path) -> None:
        """Write all."""
        self.matcher.save(folder)
        self.gates.alone.save(folder)
        self.gates.follow_up.save(folder / FOLLOW_UPS)
        (folder / REQUESTS).mkdir()
        self.detector.save(folder / REQUESTS)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read what :meth:`save` wrote."""
        matcher = Matcher.load(folder)
        detector = ActionDetector.load(folder / REQUESTS, matcher.reader)
        gates = Gates(Gate.load(folder), Gate.load(folder / FOLLOW_UPS))
        return cls(matcher, gates, detector)
