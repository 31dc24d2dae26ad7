"""The layers go one way, and Rasa stays where it belongs."""

from __future__ import annotations

import ast
from pathlib import Path

from bot.settings import ROOT

ALLOWED = {
    "knowledge": {"knowledge"},
    "calendar": {"calendar", "knowledge"},
    "channels": {"channels", "knowledge"},
    "desk": {"desk", "knowledge", "settings"},
    "nlu": {"nlu", "calendar", "knowledge"},
    "dialogue": {"dialogue", "nlu", "calendar", "desk", "knowledge", "settings"},
    "front": {
        "front",
        "channels",
        "calendar",
        "dialogue",
        "desk",
        "knowledge",
        "settings",
        "secret",
    },
}
RASA_PACKAGES = {"nlu", "dialogue"}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_packages_import_only_what_stands_below_them() -> None:
    for package, allowed in ALLOWED.items():
        for path in (ROOT / "bot" / package).rglob("*.py"):
            used = {m.split(".")[1] for m in imports(path) if m.startswith("bot.")}
            assert used <= allowed, path
            assert not any(m.split(".")[0] == "actions" for m in imports(path)), path


def test_rasa_is_imported_only_where_it_is_contained() -> None:
    for path in (ROOT / "bot").rglob("*.py"):
        if path.parent.name not in RASA_PACKAGES:
            assert not any(m.split(".")[0] in {"rasa", "rasa_sdk"} for m in imports(path)), path


def test_sqlite_utils_is_imported_only_by_the_desk() -> None:
    for path in (ROOT / "bot").rglob("*.py"):
        if path.parent.name != "desk":
            assert "sqlite_utils" not in imports(path), path
