"""What Rasa's training cache has to notice: ``kb/``, and the code that reads it and questions.

Rasa hashes a component's own class, but neither the modules it calls nor files it reads.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.knowledge import fingerprint

PACKAGES = ("calendar", "knowledge", "nlu")
"""Of ``bot``; what a request is is told by the dates in it."""


def training_fingerprint() -> str:
    """Return a digest that changes whenever a trained component would come out different."""
    digest = hashlib.sha256(fingerprint().encode())
    for package in PACKAGES:
        for path in sorted((Path(__file__).parents[1] / package).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
