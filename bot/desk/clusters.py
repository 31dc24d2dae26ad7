"""Clusters: questions that one answer answers. Made by the desk, put right by counselors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal, NamedTuple, cast

from bot.desk import snapshots
from bot.desk.audit import Audit
from bot.desk.database import Database, Row
from bot.desk.phrasings import Phrasings
from bot.desk.refusals import LockedError, NotFoundError, RefusedError

State = Literal["open", "answered", "ignored", "merged"]
Queue = Literal["open", "requested", "answered", "ignored"]
"""待办 · 转人工 · 已答复 · 已忽略."""
LOCKED_FOR = timedelta(minutes=10)
"""How long somebody who writes keeps others out, unless they ask again."""
FORGOTTEN = "past:"
"""Begins the name of a conversation that retention has made unknown: nobody there can be told."""
LONGEST_TITLE = 100
LONGEST_REASON = 200
_QUEUES: Mapping[Queue, str] = {
    "open": "state = 'open'",
    "requested": "state = 'open' and requested > 0",
    "answered": "state = 'answered'",
    "ignored": "state = 'ignored'",
}


class Cluster(NamedTuple):
    """Questions that one answer answers."""

    id: int
    title: str
    """Its first question, masked, unless a counselor gave it another."""
    kind: str
    """Near-miss type of its first question, or empty."""
    state: State
    """``answered`` becomes ``open`` again with a new wording, ``ignored`` with a new asker."""
    answer: int | None
    """The answer it has, live or still a draft."""
    entry: str | None
    """The entry in ``kb/`` that answers it, instead of an answer of the desk."""
    reason: str | None
    """Why it's ignored, or was before somebody else asked."""
    merged_into: int | None
    created_at: str
    questions: int
    askers: int
    """Conversations that asked."""
    waiting: int
    """Conversations that wait for an answer."""
    requested: int
    """Waiting questions whose asker wanted a person."""
    waiting_since: str | None
    """When the oldest waiting question was asked."""
    last_asked_at: str | None
    lock_holder: str | None
    """Who is writing, if the lock hasn't ended."""
    lock_until: str | None


class Clusters:
    """All clusters."""

    def __init__(self, database: Database, phrasings: Phrasings, audit: Audit) -> None:
        self._database = database
        self._phrasings = phrasings
        self._audit = audit

    def get(self, cluster: int) -> Cluster:
        """Return a cluster.

        :raises NotFoundError: when there is none with that id
        """
        row = self._database.row("select * from cluster where id = ?", [cluster])
        if row is None:
            raise NotFoundError(f"没有第 {cluster} 组问题")
        return self._cluster(row)

    def queue(self, name: Queue, most: int = 50, skip: int = 0) -> list[Cluster]:
        """Return a queue's clusters: those that wait by askers × age, the others newest first."""
        order = "last_asked_at desc, id desc"
        parameters: list[object] = []
        if name in ("open", "requested"):
            # Everybody counts an hour from the start: ten who just asked go before one.
            order = "waiting * (julianday(?) - julianday(waiting_since) + 1.0 / 24) desc, id"
            parameters.append(self._database.now())
        rows = self._database.rows(
            f"select * from cluster where {_QUEUES[name]} order by {order} limit ? offset ?",
            [*parameters, most, skip],
        )
        return [self._cluster(row) for row in rows]

    def counts(self) -> dict[Queue, int]:
        """Return how many clusters each queue holds."""
        columns = ", ".join(f"sum({where}) as {name}" for name, where in _QUEUES.items())
        row = self._database.row(f"select {columns} from cluster") or {}
        return {name: int(row.get(name) or 0) for name in _QUEUES}

    # What the desk does by itself

    def create(self, title: str, kind: str) -> int:
        """Make an empty cluster and return its id."""
        return self._database.insert(
            "cluster",
            {"title": title[:LONGEST_TITLE], "kind": kind, "created_at": self._database.now()},
        )

    def note_question(self, cluster: int, number: int, requested: bool) -> None:
        """Count a question that has just been put into a cluster."""
        own = self._database.row(
            """
            select count(*) as asked, sum(answered_at is null) as waiting
            from question
            where cluster = ? and asker = (select asker from question where number = ?)
            """,
            [cluster, number],
        )
        assert own is not None
        now, is_new_asker = self._database.now(), own["asked"] == 1
        self._database.execute(
            """
            update cluster set
                questions = questions + 1,
                askers = askers + ?,
                waiting = waiting + ?,
                requested = requested + ?,
                waiting_since = coalesce(waiting_since, ?),
                last_asked_at = ?,
                state = case
                    when state = 'answered' or (state = 'ignored' and ?) then 'open' else state end
            where id = ?
            """,
            [is_new_asker, own["waiting"] == 1, requested, now, now, is_new_asker, cluster],
        )

    def recount(self, clusters: Iterable[int]) -> None:
        """Count anew what clusters hold, after questions were moved or answered."""
        recount(self._database, clusters)

    def empty_merged(self, clusters: Iterable[int]) -> None:
        """Let what joined a cluster go with it to the one that it's merged into (again)."""
        for cluster in clusters:
            found = self.get(cluster)
            if found.state == "merged" and found.merged_into is not None:
                left = [phrasing.id for phrasing in self._phrasings.of_cluster(cluster)]
                self._phrasings.move(left, found.merged_into, keep_confirmed=False)

    def open_where_waiting(self, clusters: Iterable[int]) -> None:
        """Put answered clusters in which somebody waits back into the queue."""
        for cluster in clusters:
            self._database.execute(
                "update cluster set state = 'open' "
                "where id = ? and state = 'answered' and waiting > 0",
                [cluster],
            )

    def bump_version(self) -> int:
        """Tell the engine that what is live has changed; return the new version."""
        self._database.execute("update kb_version set version = version + 1")
        return int(self._database.value("select version from kb_version"))

    # What counselors do

    def rename(self, cluster: int, title: str, actor: str) -> None:
        """Give a cluster another title."""
        title = title.strip()
        if not 1 <= len(title) <= LONGEST_TITLE:
            raise RefusedError(f"标题应为 1–{LONGEST_TITLE} 个字")
        with self._database.transaction():
            before = self._begin(actor, [cluster])
            self._database.update("cluster", cluster, {"title": title})
            self._end(actor, "rename", before, title=title)

    def ignore(self, cluster: int, reason: str, actor: str) -> None:
        """Take a cluster out of the queue (忽略) until somebody asks who hadn't."""
        reason = reason.strip()
        if not 1 <= len(reason) <= LONGEST_REASON:
            raise RefusedError(f"请用 1–{LONGEST_REASON} 个字写明忽略的原因")
        with self._database.transaction():
            before = self._begin(actor, [cluster])
            if self.get(cluster).state != "open":
                raise RefusedError("只有待办的问题可以忽略")
            self._database.update("cluster", cluster, {"state": "ignored", "reason": reason})
            self._end(actor, "ignore", before, reason=reason)

    def reopen(self, cluster: int, actor: str) -> None:
        """Put an ignored or answered cluster back into the queue; what is live stays live."""
        with self._database.transaction():
            before = self._begin(actor, [cluster])
            if self.get(cluster).state not in ("ignored", "answered"):
                raise RefusedError("这组问题已经在待办里")
            self._database.update("cluster", cluster, {"state": "open", "reason": None})
            self._end(actor, "reopen", before)

    def merge(self, other: int, into: int, actor: str) -> None:
        """Put all of ``other``'s questions into ``into``, whose answer counts from now on.

        Where only ``other`` has an answer, ``into`` takes it over.
        """
        if other == into:
            raise RefusedError("不能和自己合并")
        with self._database.transaction():
            moved = [phrasing.id for phrasing in self._phrasings.of_cluster(other)]
            before = self._begin(actor, [other, into], moved)
            losing, kept = self.get(other), self.get(into)
            values: dict[str, object] = {}
            same = (losing.answer, losing.entry) == (kept.answer, kept.entry)
            if kept.answer is None and kept.entry is None:
                values = {"answer": losing.answer, "entry": losing.entry}
                same = True
            self._phrasings.move(moved, into, keep_confirmed=same)
            self._database.update(
                "cluster",
                other,
                {"state": "merged", "merged_into": into, "answer": None, "entry": None},
            )
            self.recount([other, into])
            if self.get(into).waiting or "open" in (losing.state, kept.state):
                values["state"] = "open"
            elif kept.state == "ignored" and losing.state == "answered":
                values["state"] = "answered"
            if values:
                self._database.update("cluster", into, values)
            self._end(actor, "merge", before, into=into)

    def split(self, cluster: int, questions: Sequence[int], actor: str) -> int:
        """Put some of a cluster's questions into a new one and return its id.

        Questions worded the same always stand together.
        """
        with self._database.transaction():
            moved = self._phrasings_of(cluster, questions)
            if len(moved) == len(self._phrasings.of_cluster(cluster)):
                raise RefusedError("至少要留一种问法在原来的组里")
            before = self._begin(actor, [cluster], moved)
            first = self._database.row("select text, kind from phrasing where id = ?", [min(moved)])
            assert first is not None
            new = self.create(first["text"], first["kind"])
            before["cluster"][str(new)] = {
                "title": first["text"][:LONGEST_TITLE],
                "state": "merged",
                "answer": None,
                "entry": None,
                "reason": None,
                "merged_into": cluster,
            }
            self._moved(moved, cluster, new)
            self._end(actor, "split", before, into=new)
        return new

    def move(self, questions: Sequence[int], into: int, actor: str) -> None:
        """Put questions into another cluster; those worded the same go with them."""
        with self._database.transaction():
            origins = {
                row["cluster"]
                for number in questions
                for row in self._database.rows(
                    "select cluster from question where number = ?", [number]
                )
            }
            if len(origins) != 1 or into in origins:
                raise RefusedError("请选同一组里的问题,移到另一组")
            (origin,) = origins
            moved = self._phrasings_of(origin, questions)
            before = self._begin(actor, [origin, into], moved)
            self._moved(moved, origin, into)
            if not self._phrasings.of_cluster(origin):
                self._database.update("cluster", origin, {"state": "merged", "merged_into": into})
            self._end(actor, "move", before, into=into)

    def lock(self, cluster: int, actor: str, *, take_over: bool = False) -> None:
        """Keep others from writing for :data:`LOCKED_FOR`; ask again to keep it longer.

        :param take_over: take the lock even when somebody else holds it
        :raises LockedError: when somebody else holds it
        """
        with self._database.transaction():
            if not take_over:
                self.check_lock(cluster, actor)
            elif self.get(cluster).lock_holder not in (None, actor):
                self._audit.record(
                    actor, "take_over", [f"cluster {cluster}"], holder=self.get(cluster).lock_holder
                )
            self._database.update(
                "cluster",
                cluster,
                {"lock_holder": actor, "lock_until": self._database.stamp(LOCKED_FOR)},
            )

    def unlock(self, cluster: int, actor: str) -> None:
        """Let others write again. Nothing happens when somebody else holds the lock."""
        self._database.execute(
            "update cluster set lock_holder = null, lock_until = null "
            "where id = ? and lock_holder = ?",
            [cluster, actor],
        )

    def check_lock(self, cluster: int, actor: str) -> None:
        """Make sure that nobody else is writing.

        :raises LockedError: when somebody else is
        """
        found = self.get(cluster)
        if found.lock_holder not in (None, actor):
            assert found.lock_holder is not None
            assert found.lock_until is not None
            raise LockedError(found.lock_holder, found.lock_until)

    def _begin(
        self, actor: str, clusters: Sequence[int], phrasings: Sequence[int] = ()
    ) -> snapshots.Snapshot:
        for cluster in clusters:
            self.check_lock(cluster, actor)
            if self.get(cluster).state == "merged":
                raise RefusedError(f"第 {cluster} 组已经并入别的组")
        return snapshots.take(self._database, clusters=clusters, phrasings=phrasings)

    def _end(self, actor: str, act: str, before: snapshots.Snapshot, **details: Any) -> None:
        self.bump_version()
        subjects = [f"cluster {cluster}" for cluster in before["cluster"]]
        self._audit.record(actor, act, subjects, before=before, **details)

    def _phrasings_of(self, cluster: int, questions: Sequence[int]) -> list[int]:
        found: dict[int, None] = {}
        for number in questions:
            row = self._database.row(
                "select phrasing, cluster from question where number = ?", [number]
            )
            if row is None or row["cluster"] != cluster:
                raise NotFoundError(f"问题 {number} 不在第 {cluster} 组里")
            if row["phrasing"] is None:
                raise RefusedError(f"问题 {number} 超过保存期限,不能移动")
            found[row["phrasing"]] = None
        if not found:
            raise RefusedError("请先选问题")
        return list(found)

    def _moved(self, phrasings: Sequence[int], origin: int, into: int) -> None:
        self._phrasings.move(phrasings, into, keep_confirmed=False, by_hand=True)
        self.recount([origin, into])
        self.open_where_waiting([origin, into])

    def _cluster(self, row: Row) -> Cluster:
        held = row["lock_until"] is not None and row["lock_until"] > self._database.now()
        return Cluster(
            **row
            | {
                "state": cast(State, row["state"]),
                "lock_holder": row["lock_holder"] if held else None,
                "lock_until": row["lock_until"] if held else None,
            }
        )


def recount(database: Database, clusters: Iterable[int]) -> None:
    """Count anew what clusters hold; who has been forgotten doesn't wait."""
    for cluster in dict.fromkeys(clusters):
        database.execute(
            f"""
            update cluster set (questions, askers, waiting, requested, waiting_since,
                    last_asked_at) = (
                select count(*), count(distinct asker),
                    count(distinct case when waits then asker end),
                    coalesce(sum(waits and origin = 'requested'), 0),
                    min(case when waits then asked_at end), max(asked_at)
                from (
                    select *, answered_at is null and session not like '{FORGOTTEN}%' as waits
                    from question where question.cluster = cluster.id
                )
            ) where id = ?
            """,
            [cluster],
        )
