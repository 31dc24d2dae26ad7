"""Fills the templates of ``kb/dialogue.yml`` and ``kb/routes.yml``."""

from __future__ import annotations

import string
from collections.abc import Mapping

from bot.knowledge.model import Particular


class Sentences(string.Formatter):
    """Fills ``{name}`` with what the caller gives or else with a particular, and nothing else."""

    def __init__(self, particulars: Mapping[str, Particular]) -> None:
        """Take the college's particulars."""
        self._particulars = {name: p.value for name, p in particulars.items()}

    def fill(self, template: str, **values: object) -> str:
        """Return ``template`` with every placeholder replaced.

        :raises KeyError: when a name is neither given nor a particular
        """
        return self.vformat(template, (), values).strip()

    def get_field(self, field_name: str, args: object, kwargs: object) -> tuple[str, str]:
        """Look a name up: no attributes, no indexes; see :class:`string.Formatter`."""
        assert isinstance(kwargs, Mapping)
        value = kwargs.get(field_name, self._particulars.get(field_name))
        if value is None:
            raise KeyError(field_name)
        return str(value), field_name
