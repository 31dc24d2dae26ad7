"""The record of who did what at the desk. It only grows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from bot.desk.database import Database, Row


class Act(NamedTuple):
    """Something that somebody did."""

    id: int
    at: str
    """UTC, ISO 8601."""
    actor: str
    act: str
    """``publish``, ``merge``, ``undo`` …"""
    subjects: tuple[str, ...]
    """What it was done to: ``cluster 5``, ``answer 2`` …"""
    details: Mapping[str, Any]
    """What else there is to say; ``before`` holds what :mod:`bot.desk.undo` brings back."""
    undoes: int | None
    """The act that this one took back."""
    undone: bool
    """Whether it has been taken back."""


class Audit:
    """The audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        actor: str,
        act: str,
        subjects: Iterable[str] = (),
        *,
        undoes: int | None = None,
        **details: Any,
    ) -> int:
        """Write down an act, in the transaction that does it, and return its id."""
        with self._database.transaction():
            audit = self._database.insert(
                "audit_log",
                {
                    "at": self._database.now(),
                    "actor": actor,
                    "act": act,
                    "details": json.dumps(details, ensure_ascii=False),
                    "undoes": undoes,
                },
            )
            for subject in dict.fromkeys(subjects):
                self._database.insert("audit_subject", {"subject": subject, "audit": audit})
        return audit

    def get(self, audit: int) -> Act | None:
        """Return one act."""
        row = self._database.row(f"{_SELECT} where audit_log.id = ?", [audit])
        return self._act(row) if row else None

    def last_of(self, actor: str) -> Act | None:
        """Return what somebody did last."""
        row = self._database.row(
            f"{_SELECT} where actor = ? order by audit_log.id desc limit 1", [actor]
        )
        return self._act(row) if row else None

    def of(self, subject: str, most: int = 100) -> list[Act]:
        """Return what was done to a subject (``cluster 5``), newest first."""
        rows = self._database.rows(
            f"""
            {_SELECT} where audit_log.id in (select audit from audit_subject where subject = ?)
            order by audit_log.id desc limit ?
            """,
            [subject, most],
        )
        return [self._act(row) for row in rows]

    def newest(self, most: int = 100, skip: int = 0) -> list[Act]:
        """Return what was done last, newest first."""
        rows = self._database.rows(
            f"{_SELECT} order by audit_log.id desc limit ? offset ?", [most, skip]
        )
        return [self._act(row) for row in rows]

    @staticmethod
    def _act(row: Row) -> Act:
        return Act(
            id=row["id"],
            at=row["at"],
            actor=row["actor"],
            act=row["act"],
            subjects=tuple(sorted(row["subjects"].split("\n"))) if row["subjects"] else (),
            details=json.loads(row["details"]),
            undoes=row["undoes"],
            undone=bool(row["undone"]),
        )


_SELECT = """
select audit_log.*,
    exists (select 1 from audit_log as later where later.undoes = audit_log.id) as undone,
    (select group_concat(subject, char(10)) from audit_subject where audit = audit_log.id)
        as subjects
from audit_log
"""
