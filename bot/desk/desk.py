"""The desk as one object: its database and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.desk.answers import Answers
from bot.desk.audit import Audit
from bot.desk.clusters import Clusters
from bot.desk.database import Database, now
from bot.desk.exchanges import Exchanges
from bot.desk.feedback import Feedback
from bot.desk.outbox import Outbox
from bot.desk.pairs import Pairs
from bot.desk.particulars import Particulars
from bot.desk.phrasings import Phrasings
from bot.desk.preview import Previews
from bot.desk.publication import Publication
from bot.desk.questions import Questions
from bot.desk.retraining import Retraining
from bot.desk.search import Search
from bot.desk.undo import Undo


class Desk:
    """Everything of the desk over one database. Safe for several processes and threads.

    Acts that belong together are done in ``with desk.database.transaction():``.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = now) -> None:
        """Open or make the database.

        :param path: of the SQLite file; its folder is made when missing
        :param clock: gives the time of now, with a zone
        :raises DeskError: when the file can't be opened or isn't a database
        """
        self.database = Database(path, clock)
        self.audit = Audit(self.database)
        self.phrasings = Phrasings(self.database)
        self.clusters = Clusters(self.database, self.phrasings, self.audit)
        self.questions = Questions(self.database, self.phrasings, self.clusters)
        self.answers = Answers(self.database, self.clusters, self.audit)
        self.outbox = Outbox(self.database)
        self.publication = Publication(
            database=self.database,
            phrasings=self.phrasings,
            clusters=self.clusters,
            answers=self.answers,
            outbox=self.outbox,
            audit=self.audit,
        )
        self.pairs = Pairs(
            database=self.database,
            phrasings=self.phrasings,
            clusters=self.clusters,
            answers=self.answers,
            publication=self.publication,
        )
        self.undo = Undo(self.database, self.clusters, self.outbox, self.audit)
        self.preview = Previews(self.database, self.phrasings, self.clusters)
        self.search = Search(self.database, self.clusters)
        self.retraining = Retraining(self.database, self.audit)
        self.exchanges = Exchanges(self.database)
        self.feedback = Feedback(self.database, self.audit)
        self.particulars = Particulars(self.database, self.audit)

    def close(self) -> None:
        """Close the database."""
        self.database.close()
