"""Which day's note of waiting questions was sent: once a day, also across restarts."""

from __future__ import annotations

from bot.desk.database import Database
from bot.desk.staff_migrations import migrations


class DailyNotes:
    """The days on which a note was sent."""

    def __init__(self, database: Database) -> None:
        database.migrate(migrations)
        self._database = database

    def claim(self) -> bool:
        """Note that today's is being sent; False when it was already."""
        with self._database.transaction():
            return bool(
                self._database.execute(
                    "insert or ignore into daily_note (day) values (?)",
                    [self._database.today().isoformat()],
                )
            )

    def give_back(self) -> None:
        """Note that today's was not sent after all."""
        self._database.execute(
            "delete from daily_note where day = ?", [self._database.today().isoformat()]
        )
