"""What clusters, phrasings and answers were before an act, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.desk.database import Database

COLUMNS = {
    "cluster": ("title", "state", "answer", "entry", "reason", "merged_into"),
    "phrasing": ("cluster", "founding", "confirmed"),
    "answer": ("owner", "valid_until", "live_revision"),
}
"""Table → the columns that acts change."""
Snapshot = dict[str, dict[str, dict[str, Any]]]
"""Table → id → column → value; of plain values, so that it can stand in the audit log."""


def take(
    database: Database,
    *,
    clusters: Iterable[int] = (),
    phrasings: Iterable[int] = (),
    answers: Iterable[int] = (),
) -> Snapshot:
    """Return the present state of some rows."""
    wanted = {"cluster": clusters, "phrasing": phrasings, "answer": answers}
    return {
        table: {
            str(row.pop("id")): row
            for key in keys
            for row in database.rows(
                f"select id, {', '.join(COLUMNS[table])} from {table} where id = ?", [key]
            )
        }
        for table, keys in wanted.items()
    }


def restore(database: Database, snapshot: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """Bring rows back to what they were; questions follow their phrasings."""
    for table, rows in snapshot.items():
        for key, values in rows.items():
            database.update(table, int(key), values)
            if table == "phrasing":
                database.execute(
                    "update question set cluster = ? where phrasing = ?",
                    [values["cluster"], int(key)],
                )
