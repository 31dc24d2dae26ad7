"""The shapes of ``kb/``: what an entry, a near-miss type, a concept and a particular are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from bot.knowledge.dialogue import Dialogue
from bot.knowledge.routes import Routes

EntityKind = Literal["place", "document", "person", "date", "mailbox"]
"""What spaCy's entity ruler may tag."""


RequestName = Literal[
    "letter_deadline",
    "receipt_deadline",
    "print_days",
    "receipt_email",
    "route",
    "header_check",
    "inform",
    "cancel",
    "start_over",
]
"""``inform`` tells something (a date, a number, a step done) that may belong to what was said."""
REQUEST_NAMES: tuple[str, ...] = get_args(RequestName)
NO_REQUEST = "none"
"""Stands for messages that ask for nothing to be done."""


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything read from ``kb/``: an unknown field is an error, not ignored."""


class Source(_Record, frozen=True, kw_only=True):
    """Where an answer comes from."""

    document: str
    """Name of a file in ``kb/sources/`` without its ending."""
    section: str
    """Part of the document, as shown to the student: ``流程第4步``."""
    quote: str
    """The document's own words, verbatim, within one line."""


class Entry(_Record, frozen=True, kw_only=True):
    """One answer that the notice gives: a topic and a facet of it."""

    id: str
    """``topic/facet``, lower case English."""
    title: str
    """Shown on buttons; at most 16 characters."""
    facts: list[str] = []
    """Ids in ``kb/facts.yml`` that the answer carries."""
    answer: str
    """Template: next step, then reason, then caution. ``{name}`` is a particular."""
    source: Source
    follow_ups: list[str] = []
    """Entries offered as buttons, at most 4."""
    owner: str | None = None
    """Of an entry that a counselor wrote: who sees to it that it stays true."""
    valid_until: datetime.date | None = None
    """The last day on which it may be said; None: until somebody says otherwise."""
    action: str | None = None
    """Action offered as the first button: a key of ``action_titles`` in ``kb/dialogue.yml``."""
    off_route: bool = False
    """True for a situation in which the usual steps don't hold: asked of them next, the bot says
    this again (出国:那系统要登吗)."""
    instead: dict[str, str] = {}
    """Of a destination: entry → the one that answers in its place (点哪个 → 校内互转)."""
    still_holds: list[str] = []
    """Topics (first half of an entry's id) whose steps hold all the same: ``form``."""


class NationalRule(_Record, frozen=True, kw_only=True):
    """A national rule that supports a near-miss reply."""

    rule: str
    """Name and article."""
    confidence: Literal["H", "M", "L"]
    """H: its own words read twice; M: read in part. L may not be used."""


class NearMiss(_Record, frozen=True, kw_only=True):
    """A type of question on the topic that the notice does not answer."""

    id: str
    """snake_case English."""
    title: str
    reply: str
    """Template: safe step, what the notice doesn't say, whom to contact."""
    national: NationalRule | None = None
    related: list[str] = []
    """Entries that say what the notice does say nearby."""
    object: str
    """What the question is about: an identifier of the glossary."""
    undocumented: str | None = None
    """For documented objects: the attribute that nobody documents (hours, fee, proxy …)."""
    off_route: bool = False
    """True for a situation in which the usual steps don't hold: asked of them next, the bot says
    this again (出国:那系统要登吗)."""


class Particular(_Record, frozen=True, kw_only=True):
    """A detail of this college that can change: a room, a mailbox, a day."""

    value: str
    meaning: str
    section: str
    quote: str
    confirmed_on: datetime.date | None
    """When a counselor last confirmed it; null until somebody has."""


class Concept(_Record, frozen=True, kw_only=True):
    """A group of words that mean the same thing."""

    id: str
    kind: str
    term: str
    variants: list[str] = []
    names: list[str] = []
    """Frames of names that are too many to list, with choices: ``(湖南|苏州)(大学|师范大学)``."""
    mistypings: list[str] = []
    english: list[str] = []
    entity: EntityKind | None = None
    salient: bool = False
    """True when an answer that doesn't carry it must not be given confidently."""


class Fact(_Record, frozen=True, kw_only=True):
    """One atom of the notice."""

    id: str
    quotes: list[str]
    """The notice's words the fact rests on, each verbatim."""


class Grammar(_Record, frozen=True, kw_only=True):
    """What multiplies hand-written phrasings."""

    interchangeable: list[list[str]]
    """Groups of expressions that stand for one another."""
    frames: dict[str, list[str]]
    """Label → sentences with choices: ``(怎么|咋|如何)转``; an empty choice may be left out."""


class Question(_Record, frozen=True, kw_only=True):
    """A hand-written phrasing."""

    text: str
    label: str
    """``print/where`` or ``near_miss/lost_letter``."""
    voice: str
    """Which independent pass wrote it: the file's name in ``kb/questions/``."""


class FollowUp(_Record, frozen=True, kw_only=True):
    """A hand-written second question, which leaves out what the first was about."""

    text: str
    after: str
    """What was asked before: ``print/where`` or ``near_miss/lost_letter``."""
    label: str
    """What is asked now, likewise."""
    voice: str
    """Which independent pass wrote it: the file's name in ``kb/follow_up_questions/``."""


class Request(_Record, frozen=True, kw_only=True):
    """A hand-written message that asks the bot to do something, or looks as if it did."""

    text: str
    action: str
    """One of :data:`REQUEST_NAMES`, or :data:`NO_REQUEST`."""
    voice: str
    """Which independent pass wrote it: the file's name in ``kb/requests/``."""


class WidgetWording(_Record, frozen=True, kw_only=True):
    """What the chat window and the page around it say."""

    topics: list[str]
    """Ids of the entries that people ask most."""
    title: str
    subtitle: str
    launcher: str
    """On the button that opens the window."""
    log: str
    you: str
    your_question: str
    placeholder: str
    send: str
    close: str
    privacy: str
    thinking: str
    still_thinking: str
    copy: str
    copied: str
    copy_failed: str
    helpful: str
    unhelpful: str
    thanks_up: str
    thanks_down: str
    offline: str
    unreachable: str
    busy: str
    """The server asked for patience."""
    retry: str
    queued: str
    """Beside a message that couldn't be sent yet."""
    refused: str
    """``{reason}``: the server's own sentence."""
    waiting: str
    """``{numbers}`` of the questions that wait for a counselor."""
    answered: str
    """Over what a counselor wrote."""
    new_reply: str
    in_browser: str
    """Beside a file, inside WeChat."""
    clear: str
    clear_question: str
    clear_yes: str
    clear_no: str
    notice: str
    """To pin in a group. ``{url}`` is the page's address."""


class Wording(_Record, frozen=True, kw_only=True):
    """Sentences that are neither an entry's nor a domain response."""

    best_guess: str
    """Asks back and says what the likeliest entry answers. ``{title}``, ``{answer}``."""
    misspelt_mailbox: str
    """Before an answer: ``{said}`` is nearly the notice's ``{mailbox}``."""
    other_particular: dict[str, str]
    """Before an answer: a particular named by mistake (``{named}``) → what it is for."""
    ask_counselor: str
    """Title of the button that hands a question over."""
    handed_over: str
    """``{question_number}`` of a question that the bot couldn't answer."""
    nearby: str
    """Before buttons of entries that say something near a question that was handed over."""
    near_miss_handed_over: str
    """After a near-miss reply. ``{question_number}``."""
    handed_over_before: str
    """``{question_number}``: a question of the same type was handed over in this conversation."""
    part_handed_over: str
    """After the answer to the other part of a message. ``{question_number}``."""
    nothing_to_hand_over: str
    """A counselor is wanted, but nothing has been asked."""
    handover_failed: str
    """The question couldn't be stored."""
    answer_arrived: str
    """Tells somebody who asked: ``{question}``, ``{question_number}``, ``{answer}``."""
    counselor_source: str
    """Source of a counselor's answer: ``{date}`` of its publication."""
    greeting: str
    """The page's first words."""
    one_moment: str
    """Shown until the answer is there, where a platform doesn't wait as long as that."""
    empty: str
    """The message holds no text."""
    too_long: str
    """``{limit}`` characters are the most."""
    unknown_button: str
    """A button that doesn't exist (any more)."""
    engine_down: str
    """The engine doesn't answer; it will be asked again for half an hour."""
    late_answer: str
    """Before an answer that follows such an apology. ``{question}``, shortened."""
    too_often: str
    """Somebody sends too much. ``{seconds}`` until they may go on."""
    calendar_letter_summary: str
    """Calendar file of a letter's last safe day."""
    calendar_letter_description: str
    """``{counted_from}`` is the letter's date. Particulars may be named here and below."""
    calendar_until_description: str
    """Of a letter that names its own last day."""
    calendar_receipt_summary: str
    """Calendar file of the day a receipt is due."""
    calendar_receipt_description: str
    """``{counted_from}`` is the date on the receipt."""
    calendar_print_summary: str
    """Calendar file of a print day."""
    calendar_print_description: str
    calendar_link_bad: str
    """The address of a calendar file isn't one."""
    calendar_link_expired: str
    """It was one, too long ago."""
    choices: str
    """Before numbered choices, in a private chat."""
    choices_in_group: str
    """Before numbered choices, in a group."""
    bare_mention: str
    """The bot is mentioned in a group, and nothing is asked."""
    link_left_out: str
    """In place of a link that a platform doesn't let through."""
    dot_in_words: str
    """In place of a dot in a mail address that a platform takes for a link."""
    mail_in_words: str
    """After a reply in which that was done."""
    unsendable: str
    """In place of a reply that a platform doesn't let through."""
    daily_note: str
    """To the counselors: ``{clusters}``, ``{askers}``, ``{oldest}``, ``{address}``."""


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in ``kb/``, loaded and checked."""

    entries: Mapping[str, Entry]
    near_misses: Mapping[str, NearMiss]
    particulars: Mapping[str, Particular]
    concepts: Mapping[str, Concept]
    facts: Mapping[str, Fact]
    wording: Wording
    widget: WidgetWording
    dialogue: Dialogue
    """What the actions say."""
    routes: Routes
    """The steps of every destination."""
    questions: tuple[Question, ...]
    follow_ups: tuple[FollowUp, ...]
    requests: tuple[Request, ...]
    grammar: Grammar
    sources: Mapping[str, str]
    """Document name → its text."""
    fingerprint: str
    """Changes whenever any file of ``kb/`` does."""
