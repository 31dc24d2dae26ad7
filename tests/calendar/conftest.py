"""Hypothesis doesn't judge speed here: the first text loads a dictionary, on a busy machine."""

from hypothesis import settings

settings.register_profile("calendar", deadline=None)
settings.load_profile("calendar")
