"""What changed from one text to the next, marked character by character."""

from __future__ import annotations

import difflib

from markupsafe import Markup, escape


def marked(before: str, after: str) -> Markup:
    """Return ``after`` as HTML, what is new in ``<ins>`` and what went in ``<del>``."""
    parts = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            parts.append(str(escape(after[k:m])))
            continue
        if j > i:
            parts.append(f"<del>{escape(before[i:j])}</del>")
        if m > k:
            parts.append(f"<ins>{escape(after[k:m])}</ins>")
    return Markup("".join(parts))
