"""Who asked: somebody's conversation, which goes on in a new session after a while."""

from __future__ import annotations

CONVERSATION_LENGTH = 32
"""Characters of a conversation's id, before the ``-`` and the number of its session."""


def asker_of(session: str) -> str:
    """Return who asked in a session: its conversation, or the session where it names none.

    The column ``question.asker`` says the same.
    """
    in_conversation = session[CONVERSATION_LENGTH:].startswith("-")
    return session[:CONVERSATION_LENGTH] if in_conversation else session
