"""One way to write: take the lock first, so that a reader never finds itself outrun."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlite_utils import Database


@contextlib.contextmanager
def writing(db: Database) -> Iterator[None]:
    """Run a block in one ``BEGIN IMMEDIATE`` transaction; nested blocks join the outer one."""
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")
