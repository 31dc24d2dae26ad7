"""今天已核实: a confirmation holds for the value that was confirmed."""

from __future__ import annotations

from datetime import date

import msgspec

from bot.desk import Desk
from bot.knowledge import Knowledge
from tests.desk.conftest import Clock


def test_a_confirmation_holds_for_its_value(desk: Desk, knowledge: Knowledge, clock: Clock) -> None:
    room = knowledge.particulars["printing_office"]

    def confirmed(**changes: object) -> tuple[date | None, str | None]:
        (found,) = desk.particulars.confirmations(
            {"printing_office": msgspec.structs.replace(room, **changes)}
        )
        return found.confirmed_on, found.actor

    assert confirmed() == (None, None)
    desk.particulars.confirm("printing_office", room.value, "wang")
    assert confirmed() == (date(2026, 6, 24), "wang")
    assert confirmed(value="行政楼403室") == (None, None)
    assert confirmed(confirmed_on=date(2026, 6, 1)) == (date(2026, 6, 24), "wang")
    assert confirmed(confirmed_on=date(2026, 7, 1)) == (date(2026, 7, 1), None)
    clock.pass_by(days=10)
    desk.particulars.confirm("printing_office", room.value, "li")
    assert confirmed() == (date(2026, 7, 4), "li")
    assert desk.audit.of("particular printing_office")[0].actor == "li"
