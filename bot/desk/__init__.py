"""The counselors' desk: questions that the bot could not answer.

sqlite-utils is used here and nowhere else.
"""

from bot.desk.inbox import Inbox, Route, conversation_of
from bot.desk.masking import mask
from bot.desk.store import Desk, DeskError, StoredQuestion

__all__ = ["Desk", "DeskError", "Inbox", "Route", "StoredQuestion", "conversation_of", "mask"]
