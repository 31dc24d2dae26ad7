"""When counselors last confirmed the particulars of ``kb/college.yml`` (今天已核实)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from bot.desk.audit import Audit
from bot.desk.database import Database
from bot.desk.publication import china_day
from bot.knowledge.model import Particular


class Confirmation(NamedTuple):
    """When a particular was last confirmed."""

    name: str
    confirmed_on: date | None
    """The later of what ``kb/college.yml`` says and what a counselor pressed; None: never."""
    actor: str | None
    """Who pressed; None when the date is the file's."""


class Particulars:
    """Confirmations of particulars."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def confirm(self, name: str, value: str, actor: str) -> None:
        """Note that a particular's present value was found true today."""
        with self._database.transaction():
            self._database.insert(
                "particular_confirmation",
                {
                    "name": name,
                    "value": value,
                    "actor": actor,
                    "confirmed_at": self._database.now(),
                },
            )
            self._audit.record(actor, "confirm_particular", [f"particular {name}"], value=value)

    def confirmations(self, particulars: Mapping[str, Particular]) -> list[Confirmation]:
        """Return each particular's last confirmation; one of another value doesn't count."""
        return [self._confirmation(name, item) for name, item in particulars.items()]

    def _confirmation(self, name: str, particular: Particular) -> Confirmation:
        row = self._database.row(
            "select actor, confirmed_at from particular_confirmation "
            "where name = ? and value = ? order by id desc limit 1",
            [name, particular.value],
        )
        written = particular.confirmed_on
        if row is None:
            return Confirmation(name, written, None)
        pressed = date.fromisoformat(china_day(row["confirmed_at"]))
        if written is not None and written > pressed:
            return Confirmation(name, written, None)
        return Confirmation(name, pressed, row["actor"])
