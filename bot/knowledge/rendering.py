"""Turns entries and near-miss types into replies.

The form of a reply is a contract (docs/decisions.md): next step first, the source last, at most
four buttons, at most :data:`LONGEST_REPLY` characters.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping

import msgspec

from bot.knowledge.model import Entry, Knowledge, NearMiss, Particular

LONGEST_REPLY = 600
"""Characters, at the very most."""
USUAL_REPLY = 300
"""Characters, as a rule, for one answer."""
MOST_BUTTONS = 4
SOURCE_LEAD = "依据:"
ACTION_PREFIX = "action/"
"""Lead of ids of buttons that start an action: ``action/<name>``, ``action/<name>/<value>``."""
COUNSELORS = "desk"
"""Source document of what counselors answered."""
DOCUMENT_NAMES = {"notice": "通知", COUNSELORS: "辅导员答复"}
"""How a source document is called in a reply."""


class Button(msgspec.Struct, frozen=True):
    """A follow-up that the student can press."""

    id: str
    """Id of an entry."""
    title: str


class Reply(msgspec.Struct, frozen=True):
    """What the student sees."""

    text: str
    """Whole text, the source line at its end."""
    source: str | None
    """The source without its lead, for a front that shows it apart."""
    buttons: tuple[Button, ...] = ()
    entries: tuple[str, ...] = ()
    """Ids of what was answered, in order."""


class Placeholders(string.Formatter):
    """Fills ``{name}`` from the particulars and nothing else: no attributes, no indexes."""

    def __init__(self, particulars: Mapping[str, Particular]) -> None:
        self.particulars = particulars

    def fill(self, template: str) -> str:
        """Return ``template`` with every placeholder replaced.

        :raises KeyError: when a name is no particular
        """
        return self.vformat(template, (), {})

    def get_field(self, field_name: str, args: object, kwargs: object) -> tuple[str, str]:
        """Look a name up; see :class:`string.Formatter`."""
        return self.particulars[field_name].value, field_name


def placeholders_of(template: str) -> set[str]:
    """Return the names that a template fills in.

    :raises ValueError: when its braces don't pair
    """
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def cite(document: str, section: str) -> str:
    """Return a source as shown: ``通知·流程第4步``."""
    return f"{DOCUMENT_NAMES.get(document, document)}·{section}"


class Renderer:
    """Renders replies from one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._placeholders = Placeholders(knowledge.particulars)

    def answer(self, entry_ids: Iterable[str], near_miss_id: str | None = None) -> Reply:
        """Return one reply that answers all of ``entry_ids``, in that order, none twice.

        :param near_miss_id: type of a further part that the notice doesn't answer
        :raises KeyError: when an id is no entry, or no near-miss type
        """
        entries = [self.knowledge.entries[i] for i in dict.fromkeys(entry_ids)]
        sources = [self.source_of(entry) for entry in entries]
        parts = [(entry.title, self.answer_body(entry)) for entry in entries]
        if near_miss_id is not None:
            near_miss = self.knowledge.near_misses[near_miss_id]
            parts.append((near_miss.title, self.near_miss_body(near_miss)))
            sources += [near_miss.national.rule] if near_miss.national else []
        source = "、".join(dict.fromkeys(sources))
        if len(parts) == 1:
            body = parts[0][1]
        else:
            body = "\n\n".join(f"【{title}】\n{text}" for title, text in parts)
        return Reply(
            text=with_source(body, source),
            source=source,
            buttons=self._follow_ups(entries),
            entries=tuple(entry.id for entry in entries),
        )

    def best_guess(self, entry_id: str) -> Reply:
        """Return the reply that asks whether ``entry_id`` is meant, and answers if it is.

        :raises KeyError: when the id is no entry
        """
        entry = self.knowledge.entries[entry_id]
        source = self.source_of(entry)
        body = self.knowledge.wording.best_guess.format(
            title=entry.title, answer=self.answer_body(entry)
        )
        return Reply(text=with_source(body, source), source=source, entries=(entry_id,))

    def near_miss(self, near_miss_id: str) -> Reply:
        """Return the reply to a question of a type that the notice doesn't answer.

        :raises KeyError: when the id is no near-miss type
        """
        near_miss = self.knowledge.near_misses[near_miss_id]
        source = near_miss.national.rule if near_miss.national else None
        body = self.near_miss_body(near_miss)
        return Reply(
            text=with_source(body, source) if source else body,
            source=source,
            buttons=self.buttons(near_miss.related),
        )

    def answer_body(self, entry: Entry) -> str:
        """Return an entry's answer, particulars filled in, without its source."""
        return self._placeholders.fill(entry.answer).strip()

    def near_miss_body(self, near_miss: NearMiss) -> str:
        """Return a near-miss type's reply, particulars filled in."""
        return self._placeholders.fill(near_miss.reply).strip()

    def source_of(self, entry: Entry) -> str:
        """Return an entry's source as shown."""
        return cite(entry.source.document, entry.source.section)

    def buttons(self, entry_ids: Iterable[str]) -> tuple[Button, ...]:
        """Return buttons for entries, at most :data:`MOST_BUTTONS`."""
        unique = list(dict.fromkeys(entry_ids))[:MOST_BUTTONS]
        return tuple(Button(i, self.knowledge.entries[i].title) for i in unique)

    def _follow_ups(self, entries: list[Entry]) -> tuple[Button, ...]:
        answered = {entry.id for entry in entries}
        longest = max(len(entry.follow_ups) for entry in entries)
        by_turns = (
            entry.follow_ups[place]
            for place in range(longest)
            for entry in entries
            if place < len(entry.follow_ups)
        )
        entry_buttons = self.buttons(i for i in by_turns if i not in answered)
        return (*self._actions(entries), *entry_buttons)[:MOST_BUTTONS]

    def _actions(self, entries: list[Entry]) -> list[Button]:
        """Return a button for the first action that one of the entries offers."""
        titles = self.knowledge.dialogue.action_titles
        actions = [entry.action for entry in entries if entry.action]
        return [Button(f"{ACTION_PREFIX}{name}", titles[name]) for name in actions[:1]]


def with_source(body: str, source: str) -> str:
    """Return ``body`` with the source as its last line."""
    return f"{body}\n{SOURCE_LEAD}{source}"
