"""Charts: well-formed, to scale, readable without seeing them, and never markup from data."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.front.desk.charts import Series, columns, rows

TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=40
)
SVG = "{http://www.w3.org/2000/svg}"


def read(chart: str) -> ElementTree.Element:
    text = str(chart).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(text)


def test_columns_stack_and_are_to_scale() -> None:
    chart = read(columns("提问", ["6-1", "6-2"], [Series("答复", [10, 0]), Series("转交", [5, 5])]))
    first, second, third = chart.iter(f"{SVG}rect")
    assert float(first.attrib["height"]) == pytest.approx(2 * float(second.attrib["height"]))
    assert float(second.attrib["height"]) == float(third.attrib["height"])
    bottom = float(second.attrib["y"]) + float(second.attrib["height"])
    assert bottom == pytest.approx(float(first.attrib["y"]), abs=0.2)


def test_a_chart_says_what_it_shows() -> None:
    assert columns("提问", ["6-1"], [Series("答复", [10])]).count("提问:答复共 10") == 1
    assert "在哪打印 3次" in rows("话题", [("在哪打印", 3)], "次")


def test_an_empty_chart_says_so() -> None:
    assert "没有数据" in columns("提问", [], [])
    assert "没有数据" in rows("话题", [])


@given(st.lists(st.tuples(TEXT, st.integers(0, 10**6)), max_size=60))
def test_any_data_gives_well_formed_svg(data: list[tuple[str, int]]) -> None:
    labels = [label for label, _ in data]
    values = [value for _, value in data]
    chart = read(columns("<b>", labels, [Series('"&', values)]))
    assert {e.tag.removeprefix(SVG) for e in chart.iter()} <= {
        "svg",
        "title",
        "rect",
        "text",
        "line",
    }
    for bar in chart.iter(f"{SVG}rect"):
        assert float(bar.attrib["y"]) >= 11.9
    read(rows("<b>", data))
