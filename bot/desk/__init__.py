"""The counselors' desk: questions that the bot could not answer, and the answers to them.

sqlite-utils is used here and nowhere else.
"""

from bot.desk.database import DeskError
from bot.desk.desk import Desk
from bot.desk.inbox import Inbox, Route, conversation_of
from bot.desk.masking import mask
from bot.desk.questions import StoredQuestion
from bot.desk.refusals import LockedError, NotFoundError, RefusedError

__all__ = [
    "Desk",
    "DeskError",
    "Inbox",
    "LockedError",
    "NotFoundError",
    "RefusedError",
    "Route",
    "StoredQuestion",
    "conversation_of",
    "mask",
]
