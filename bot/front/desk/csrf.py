"""Refuses forms that another site sends: no token, but what the browser itself says.

A browser names where a request comes from in ``Sec-Fetch-Site`` (over https and on this machine)
and in ``Origin``; a page can forge neither. Together with ``SameSite=Lax`` cookies this is as
good as a token in every form, and nothing can be forgotten.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

SAFE_METHODS = frozenset({"GET", "HEAD"})
"""They change nothing, so they may come from anywhere."""


def from_this_site(method: str, headers: Headers) -> bool:
    """Tell whether a request may be obeyed.

    :return: False when another site sent it, or when nothing says who did
    """
    if method in SAFE_METHODS:
        return True
    fetched_from = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if fetched_from is not None and fetched_from != "same-origin":
        return False
    if origin is None:
        return fetched_from is not None
    try:
        return bool(urlsplit(origin).netloc) and urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False
