"""All that is learnt, from a message to a decision. Stored in and loaded from a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.nlu.action_requests import ActionDetector, ActionRequest
from bot.nlu.certain_talk import certain_talk
from bot.nlu.deciding import Gates, decide, of_situation, situation_in
from bot.nlu.decision import Decision
from bot.nlu.follow_up import NOTHING, Before
from bot.nlu.gate import Gate
from bot.nlu.matcher import FOLLOW_UPS, Matcher
from bot.nlu.progress import progress_in
from bot.nlu.ranked import Ranked
from bot.nlu.request_leads import INFORM, request_in

REQUESTS = "requests"
"""Folder of the detector's files."""
ON_THE_WAY_FILE = "on_the_way.json"


class OnTheWay(NamedTuple):
    """What the checklists of ``kb/routes.yml`` say of entries."""

    following: Mapping[str, str]
    """Name of a step (:data:`bot.nlu.progress.TOLD`) → entry that answers who tells nothing but
    that it is done."""
    destinations: Mapping[str, str]
    """Route → label of the entry that answers who goes there."""


class Understood(NamedTuple):
    """What a message came to."""

    ranked: Ranked
    decision: Decision
    request: ActionRequest | None


class Understanding:
    """All that is learnt: what ranks, what decides, and what finds requests."""

    def __init__(
        self,
        matcher: Matcher,
        gates: Gates,
        detector: ActionDetector,
        on_the_way: OnTheWay,
    ) -> None:
        """Take what was learnt, and what the checklists say."""
        self.on_the_way = on_the_way
        self.matcher = matcher
        self.gates = gates
        self.detector = detector

    def understand(self, text: str, before: Before = NOTHING) -> Understood:
        """Decide on a message, and tell whether it asks to do something.

        :param before: what was said before it
        """
        destination = self.on_the_way.destinations.get(before.route or "")
        if destination is not None:
            newest, older = before.earlier[:1], before.earlier[1:]
            before = before._replace(earlier=(*newest, destination, *older))
        message = self.matcher.rank_message(text, before)
        talk = certain_talk(text)
        if talk is not None:
            return Understood(
                message.whole, Decision(outcome="talk", confidence=1.0, talk=talk), None
            )
        following = self.on_the_way.following.get(progress_in(text, before.asked) or "")
        if following is not None:
            decision = self._after_a_step(following, message.earlier)
            return Understood(message.whole, decision, ActionRequest(name=INFORM))
        decision = decide(self.gates, message)
        leads = self.detector(text)
        request = request_in(leads, text, message, decision, before)
        return Understood(message.whole, decision, request)

    def _after_a_step(self, following: str, earlier: Sequence[str]) -> Decision:
        """Return what answers a message that only tells how far one is: what comes next."""
        situation = situation_in(self.gates, earlier)
        if situation is not None and self.gates.follow_up.is_off_route(situation):
            return of_situation(situation, 1.0)
        return Decision(outcome="answer", confidence=1.0, entries=(following,))

    def save(self, folder: Path) -> None:
        """Write all."""
        self.matcher.save(folder)
        self.gates.alone.save(folder)
        self.gates.follow_up.save(folder / FOLLOW_UPS)
        (folder / REQUESTS).mkdir()
        self.detector.save(folder / REQUESTS)
        (folder / ON_THE_WAY_FILE).write_text(json.dumps(self.on_the_way), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read what :meth:`save` wrote."""
        matcher = Matcher.load(folder)
        detector = ActionDetector.load(folder / REQUESTS, matcher.reader)
        on_the_way = OnTheWay(*json.loads((folder / ON_THE_WAY_FILE).read_text(encoding="utf-8")))
        destinations = frozenset(on_the_way.destinations.values())
        gates = Gates(Gate.load(folder), Gate.load(folder / FOLLOW_UPS), destinations)
        return cls(matcher, gates, detector, on_the_way)
