"""Publishing: in one transaction an answer goes live and those who asked get a notice."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from typing import NamedTuple

from bot.desk import snapshots
from bot.desk.answers import Answers
from bot.desk.audit import Audit
from bot.desk.clusters import Clusters
from bot.desk.database import CHINA, Database
from bot.desk.outbox import Outbox
from bot.desk.phrasings import Phrasings
from bot.desk.refusals import RefusedError
from bot.knowledge.model import Wording
from bot.knowledge.rendering import Reply, with_source


class Published(NamedTuple):
    """What publishing did."""

    publication: int
    version: int
    """Of what is live; the engine compares it."""
    notices: int
    """How many who asked will be told."""
    act: int
    """In the audit log: :meth:`bot.desk.undo.Undo.undo` takes it back."""


class Publication:
    """Puts answers before students and takes them back."""

    def __init__(  # noqa: PLR0913 - what publishing touches
        self,
        *,
        database: Database,
        phrasings: Phrasings,
        clusters: Clusters,
        answers: Answers,
        outbox: Outbox,
        audit: Audit,
    ) -> None:
        self._database = database
        self._phrasings = phrasings
        self._clusters = clusters
        self._answers = answers
        self._outbox = outbox
        self._audit = audit

    def publish(
        self,
        revision: int,
        *,
        actor: str,
        wording: Wording,
        correction: bool = False,
        on: date | None = None,
    ) -> Published:
        """Make a revision what students get, and tell everyone who waits for it.

        :param revision: any of the answer's, so that an earlier one can come back
        :param wording: of the notice and the source line
        :param correction: tell also those who have been told an earlier revision
        :param on: the day on which it was published, where it is brought in from elsewhere
        :raises RefusedError: when nothing has that answer, or somebody else is writing
        """
        with self._database.transaction():
            written = self._answers.revision(revision)
            clusters = self._clusters_of(written.answer)
            if not clusters:
                raise RefusedError("没有问题用这个答案")
            before = self._before(clusters, [written.answer], actor)
            self._database.update("answer", written.answer, {"live_revision": revision})
            day = (on or self._database.today()).isoformat()
            reply = with_source(written.text, wording.counselor_source.format(date=day))
            return self._finish(
                clusters,
                reply,
                before,
                actor=actor,
                act="publish",
                wording=wording,
                correction=correction,
                answer=written.answer,
                revision=revision,
                on=on,
            )

    def attach_answer(
        self, cluster: int, answer: int, *, actor: str, wording: Wording
    ) -> Published:
        """Answer a cluster with a published answer (归入已有答案), and tell those who wait.

        :raises RefusedError: when the answer isn't published, or somebody else is writing
        """
        with self._database.transaction():
            live = self._answers.get(answer).live
            if live is None:
                raise RefusedError("这个答案还没有发布")
            before = self._before([cluster], [], actor)
            self._database.update("cluster", cluster, {"answer": answer, "entry": None})
            day = self.published_on(answer)
            reply = with_source(live.text, wording.counselor_source.format(date=day))
            return self._finish(
                [cluster],
                reply,
                before,
                actor=actor,
                act="attach",
                wording=wording,
                answer=answer,
                revision=live.id,
            )

    def attach_entry(
        self, cluster: int, entry: str, reply: Reply, *, actor: str, wording: Wording
    ) -> Published:
        """Answer a cluster with an entry of ``kb/`` (归入已有答案), and tell those who wait.

        :param entry: its id
        :param reply: the entry, rendered
        """
        with self._database.transaction():
            before = self._before([cluster], [], actor)
            self._database.update("cluster", cluster, {"answer": None, "entry": entry})
            return self._finish(
                [cluster],
                reply.text,
                before,
                actor=actor,
                act="attach",
                wording=wording,
                entry=entry,
            )

    def withdraw(self, answer: int, *, actor: str) -> int:
        """Serve an answer no longer; its clusters wait again. Return the act's id."""
        with self._database.transaction():
            if self._answers.get(answer).live is None:
                raise RefusedError("这个答案没有在用")
            clusters = self._clusters_of(answer)
            before = self._before(clusters, [answer], actor)
            self._database.update("answer", answer, {"live_revision": None})
            for cluster in clusters:
                if self._clusters.get(cluster).state == "answered":
                    self._database.update("cluster", cluster, {"state": "open"})
            version = self._clusters.bump_version()
            publication = self._record(version, actor, answer=answer)
            return self._audit.record(
                actor,
                "withdraw",
                [f"answer {answer}", *(f"cluster {cluster}" for cluster in clusters)],
                before=before,
                publication=publication,
            )

    def published_on(self, answer: int) -> str:
        """Return the day on which an answer's live revision was published, ``2026-06-24``."""
        at = self._database.value(
            """
            select published_at from publication join answer on answer.id = publication.answer
            where answer.id = ? and publication.revision = answer.live_revision
            order by publication.id desc limit 1
            """,
            [answer],
        )
        return china_day(at)

    def _clusters_of(self, answer: int) -> list[int]:
        rows = self._database.rows(
            "select id from cluster where answer = ? and state != 'merged' order by id", [answer]
        )
        return [row["id"] for row in rows]

    def _before(self, clusters: list[int], answers: list[int], actor: str) -> snapshots.Snapshot:
        for cluster in clusters:
            self._clusters.check_lock(cluster, actor)
            if self._clusters.get(cluster).state == "merged":
                raise RefusedError("这组问题已经并入别的组")
        unconfirmed = [
            phrasing.id
            for cluster in clusters
            for phrasing in self._phrasings.of_cluster(cluster)
            if not phrasing.confirmed
        ]
        return snapshots.take(
            self._database, clusters=clusters, phrasings=unconfirmed, answers=answers
        )

    def _finish(  # noqa: PLR0913 - one call, three callers
        self,
        clusters: list[int],
        reply: str,
        before: snapshots.Snapshot,
        *,
        actor: str,
        act: str,
        wording: Wording,
        correction: bool = False,
        answer: int | None = None,
        revision: int | None = None,
        entry: str | None = None,
        on: date | None = None,
    ) -> Published:
        version = self._clusters.bump_version()
        publication = self._record(
            version, actor, answer=answer, revision=revision, entry=entry, on=on
        )
        notices = 0
        for cluster in clusters:
            self._database.execute("update phrasing set confirmed = 1 where cluster = ?", [cluster])
            notices += self._outbox.tell(publication, cluster, reply, wording, correction)
            self._database.update("cluster", cluster, {"state": "answered", "reason": None})
        self._clusters.recount(clusters)
        subjects = [f"cluster {cluster}" for cluster in clusters]
        if answer is not None:
            subjects.append(f"answer {answer}")
        audit = self._audit.record(
            actor,
            act,
            subjects,
            before=before,
            publication=publication,
            revision=revision,
            entry=entry,
            notices=notices,
        )
        return Published(publication, version, notices, audit)

    def _record(  # noqa: PLR0913 - one a column
        self,
        version: int,
        actor: str,
        *,
        answer: int | None = None,
        revision: int | None = None,
        entry: str | None = None,
        on: date | None = None,
    ) -> int:
        at = datetime.combine(on, time(12), CHINA).astimezone(timezone.utc) if on else None
        return self._database.insert(
            "publication",
            {
                "answer": answer,
                "revision": revision,
                "entry": entry,
                "version": version,
                "actor": actor,
                "published_at": (at.isoformat(timespec="seconds") if at else self._database.now()),
            },
        )


def china_day(at: str) -> str:
    """Return the day at the college of a stored time, ``2026-06-24``."""
    return datetime.fromisoformat(at).astimezone(CHINA).date().isoformat()
