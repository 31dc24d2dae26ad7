"""Takes an act back: everything it touched becomes what it was before."""

from __future__ import annotations

from bot.desk import snapshots
from bot.desk.audit import Act, Audit
from bot.desk.clusters import Clusters
from bot.desk.database import Database
from bot.desk.outbox import Outbox
from bot.desk.refusals import NotFoundError, RefusedError


class Undo:
    """Undoes what the audit log holds a snapshot for."""

    def __init__(
        self, database: Database, clusters: Clusters, outbox: Outbox, audit: Audit
    ) -> None:
        self._database = database
        self._clusters = clusters
        self._outbox = outbox
        self._audit = audit

    def undo(self, act: int, actor: str) -> int:
        """Take an act back (撤销) and return the id of doing so.

        Notices that haven't been sent are cancelled, and their questions wait again; what has been
        sent stays known as answered.

        :raises RefusedError: when it can't be undone, has been already, or something later was
            done to the same clusters or answers: that has to be undone first
        """
        with self._database.transaction():
            done = self._audit.get(act)
            if done is None:
                raise NotFoundError("没有这一步操作")
            if "before" not in done.details:
                raise RefusedError("这一步不能撤销")
            if done.undone:
                raise RefusedError("这一步已经撤销过了")
            if self._later(done):
                raise RefusedError("之后还有别的操作,请先撤销后面的")
            for cluster in done.details["before"]["cluster"]:
                self._clusters.check_lock(int(cluster), actor)
            snapshots.restore(self._database, done.details["before"])
            publication = done.details.get("publication")
            cancelled = self._outbox.cancel(publication) if publication is not None else 0
            clusters = [int(cluster) for cluster in done.details["before"]["cluster"]]
            self._clusters.empty_merged(clusters)
            self._clusters.recount(clusters)
            self._clusters.open_where_waiting(clusters)
            self._clusters.bump_version()
            return self._audit.record(
                actor, "undo", done.subjects, undoes=act, undid=done.act, cancelled=cancelled
            )

    def undoable(self, act: Act) -> bool:
        """Tell whether an act can be taken back now."""
        return "before" in act.details and not act.undone and not self._later(act)

    def _later(self, act: Act) -> bool:
        """Tell whether something that still holds was done to the same things later."""
        found = self._database.value(
            """
            select 1 from audit_subject as own
            join audit_subject as later on later.subject = own.subject and later.audit > own.audit
            join audit_log on audit_log.id = later.audit
            where own.audit = ? and audit_log.undoes is null
                and json_extract(audit_log.details, '$.before') is not null
                and not exists (select 1 from audit_log as undo where undo.undoes = audit_log.id)
            limit 1
            """,
            [act.id],
        )
        return found is not None
