"""Words of two characters are found."""

from __future__ import annotations

import pytest

from bot.desk import Desk
from tests.desk.conftest import answer, ask, cluster_of


@pytest.fixture
def filled(desk: Desk, wording) -> dict[str, int]:
    lost, dues = ask(desk, "介绍信丢了怎么办", "a"), ask(desk, "党费50%怎么算", "b")
    answer(desk, lost, "先联系支书。", wording)
    return {"lost": cluster_of(desk, lost), "dues": cluster_of(desk, dues)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("丢了", ["lost"]),
        ("信", ["lost"]),
        ("支书", ["lost"]),
        ("介绍 支书", ["lost"]),
        ("怎么", ["dues", "lost"]),
        ("0%", ["dues"]),
        ("_", []),
        ("%", ["dues"]),
        ("2", ["dues"]),
        ("999", []),
        ("", []),
        ("' or 1=1 --", []),
        ("丢" * 10_000, []),
    ],
)
def test_search(desk: Desk, filled: dict[str, int], text: str, found: list[str]) -> None:
    ids = {cluster.id for cluster in desk.search.find(text)}
    assert ids == {filled[name] for name in found}
