"""What can be wrong with what a platform, or somebody who pretends to be one, sends."""

from __future__ import annotations


class SignatureError(ValueError):
    """The platform didn't sign this with our secret."""


class MalformedError(ValueError):
    """This isn't the documented form."""
