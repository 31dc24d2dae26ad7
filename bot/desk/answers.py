"""Counselors' answers: what was written when. Revisions never change; a new one is added."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from bot.desk import snapshots
from bot.desk.audit import Audit
from bot.desk.clusters import Clusters
from bot.desk.database import Database, Row
from bot.desk.refusals import NotFoundError, RefusedError

LONGEST_ANSWER = 300
"""Characters: what a reply holds as a rule, so that an answer can become an entry of ``kb/``."""
LONGEST_OWNER = 40
EXPIRES_SOON = timedelta(days=14)


class Revision(NamedTuple):
    """One state of an answer's text."""

    id: int
    answer: int
    number: int
    """Counts from 1 within the answer."""
    text: str
    author: str
    created_at: str


class Answer(NamedTuple):
    """An answer with its newest and its live revision."""

    id: int
    owner: str
    """Who sees to it that it stays true."""
    valid_until: date | None
    """The last day on which it's served; None: until somebody says otherwise."""
    created_at: str
    newest: Revision
    live: Revision | None
    """What students get; None when nothing is published."""


class Answers:
    """All answers."""

    def __init__(self, database: Database, clusters: Clusters, audit: Audit) -> None:
        self._database = database
        self._clusters = clusters
        self._audit = audit

    def check(self, text: str, owner: str, valid_until: date | None) -> str:
        """Return an answer's text as it would be stored.

        :raises RefusedError: when the text, the owner or the last day can't be taken
        """
        _checked_owner(owner)
        if valid_until is not None and valid_until < self._database.today():
            raise RefusedError("有效期至不能早于今天")
        return cleaned(text)

    def write(
        self,
        cluster: int,
        text: str,
        *,
        actor: str,
        owner: str | None = None,
        valid_until: date | None = None,
    ) -> Revision:
        """Write a cluster's answer (写答案), as a draft until it's published.

        :param cluster: gets an answer if it has none, else its answer gets a new revision
        :param owner: who sees to it that it stays true; the writer when left out
        :param valid_until: the last day on which it may be served; never when None
        :raises RefusedError: when the text is empty or too long, or somebody else is writing
        """
        owner = owner if owner is not None else actor
        text = self.check(text, owner, valid_until)
        with self._database.transaction():
            self._clusters.check_lock(cluster, actor)
            found = self._clusters.get(cluster)
            if found.state == "merged":
                raise RefusedError("这组问题已经并入别的组")
            until = valid_until.isoformat() if valid_until else None
            answer = found.answer
            if answer is None:
                answer = self._database.insert(
                    "answer",
                    {
                        "owner": owner.strip(),
                        "valid_until": until,
                        "created_at": self._database.now(),
                    },
                )
                self._database.update("cluster", cluster, {"answer": answer, "entry": None})
            else:
                self._database.update(
                    "answer", answer, {"owner": owner.strip(), "valid_until": until}
                )
                self._clusters.bump_version()
            number = self._database.value(
                "select coalesce(max(number), 0) + 1 from answer_revision where answer = ?",
                [answer],
            )
            revision = self._database.insert(
                "answer_revision",
                {
                    "answer": answer,
                    "number": number,
                    "text": text,
                    "author": actor,
                    "created_at": self._database.now(),
                },
            )
            self._audit.record(
                actor, "write", [f"cluster {cluster}", f"answer {answer}"], revision=revision
            )
            return self.revision(revision)

    def keep_until(self, answer: int, valid_until: date | None, *, owner: str, actor: str) -> None:
        """Change until when an answer is served and who sees to it."""
        owner = _checked_owner(owner)
        if valid_until is not None and valid_until < self._database.today():
            raise RefusedError("有效期至不能早于今天")
        with self._database.transaction():
            self.get(answer)
            before = snapshots.take(self._database, answers=[answer])
            until = valid_until.isoformat() if valid_until else None
            self._database.update("answer", answer, {"owner": owner.strip(), "valid_until": until})
            self._clusters.bump_version()
            self._audit.record(
                actor,
                "keep_until",
                [f"answer {answer}"],
                before=before,
                valid_until=until,
                owner=owner,
            )

    def get(self, answer: int) -> Answer:
        """Return an answer.

        :raises NotFoundError: when there is none with that id
        """
        row = self._database.row("select * from answer where id = ?", [answer])
        if row is None:
            raise NotFoundError(f"没有答案 {answer}")
        return self._answer(row)

    def revision(self, revision: int) -> Revision:
        """Return a revision.

        :raises NotFoundError: when there is none with that id
        """
        row = self._database.row("select * from answer_revision where id = ?", [revision])
        if row is None:
            raise NotFoundError(f"没有这一版答案({revision})")
        return Revision(**row)

    def revisions(self, answer: int) -> list[Revision]:
        """Return all that was ever written, newest first."""
        rows = self._database.rows(
            "select * from answer_revision where answer = ? order by number desc", [answer]
        )
        return [Revision(**row) for row in rows]

    def live(self, most: int = 1000, skip: int = 0) -> list[Answer]:
        """Return the published answers, newest first, those past their last day too."""
        rows = self._database.rows(
            "select * from answer where live_revision is not null "
            "order by id desc limit ? offset ?",
            [most, skip],
        )
        return [self._answer(row) for row in rows]

    def expiring(self, within: timedelta = EXPIRES_SOON) -> list[Answer]:
        """Return the published answers whose last day is near or past (即将过期), nearest first."""
        until = (self._database.today() + within).isoformat()
        rows = self._database.rows(
            "select * from answer where live_revision is not null and valid_until <= ? "
            "order by valid_until, id",
            [until],
        )
        return [self._answer(row) for row in rows]

    def _answer(self, row: Row) -> Answer:
        (newest, *_) = self.revisions(row["id"])
        live = row["live_revision"]
        return Answer(
            id=row["id"],
            owner=row["owner"],
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            created_at=row["created_at"],
            newest=newest,
            live=self.revision(live) if live is not None else None,
        )


def cleaned(text: str) -> str:
    """Return an answer's text without control characters, or refuse it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (
        "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs", "Co")).rstrip()
        for line in lines
    )
    cleaned = "\n".join(kept).strip()
    if not cleaned:
        raise RefusedError("答案还是空的")
    if len(cleaned) > LONGEST_ANSWER:
        raise RefusedError(f"答案有 {len(cleaned)} 个字,最多 {LONGEST_ANSWER} 个")
    return cleaned


def _checked_owner(owner: str) -> str:
    owner = owner.strip()
    if not 1 <= len(owner) <= LONGEST_OWNER:
        raise RefusedError(f"负责人应为 1–{LONGEST_OWNER} 个字")
    return owner
