"""What can be used is documented."""

from __future__ import annotations

import re

import pytest

from bot.knowledge.model import Concept, Entry, Fact, NearMiss, Particular
from bot.knowledge.routes import Route, Step
from bot.settings import ROOT


@pytest.mark.parametrize("record", [Concept, Entry, Fact, NearMiss, Particular, Route, Step])
def test_every_field_of_the_knowledge_base_is_documented(record: type) -> None:
    text = (ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")
    assert [f for f in record.__struct_fields__ if f"`{f}`" not in text] == []


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.M)
    assert targets
    for target in targets.group(1).split():
        assert re.search(rf"^{target}: ## \S", makefile, re.M), target


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = project.partition("dependencies = [")[2].partition("]")[0]
    reasons = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    for name in re.findall(r'"([A-Za-z0-9-]+)', wanted):
        assert name.lower() in reasons.lower(), name
