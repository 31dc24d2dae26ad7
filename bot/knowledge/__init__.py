"""What the bot knows: loading, checking and rendering of ``kb/``.

Knows neither Rasa nor the web.
"""

from bot.knowledge.checking import check
from bot.knowledge.loading import KB, fingerprint, load_knowledge
from bot.knowledge.located import KnowledgeError, Problem
from bot.knowledge.model import Entry, Knowledge, NearMiss
from bot.knowledge.rendering import Button, Renderer, Reply
from bot.knowledge.sentences import Sentences

__all__ = [
    "KB",
    "Button",
    "Entry",
    "Knowledge",
    "KnowledgeError",
    "NearMiss",
    "Problem",
    "Renderer",
    "Reply",
    "Sentences",
    "check",
    "fingerprint",
    "load_knowledge",
]
