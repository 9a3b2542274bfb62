"""Whatever colour a company has, its chat can be seen and read, in both themes."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.widget_colours import NIGHT, WHITE, contrast, shades
from conversations.widget_loader import PLACE, loader_source

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#0000ff", "#ffffff") == pytest.approx(8.59, abs=0.01)
    assert contrast("#0f5f53", "#0f5f53") == pytest.approx(1)


@given(colours)
def test_text_and_button_are_seen_in_both_themes(colour: str) -> None:
    found = shades(colour)
    for page, (ground, text) in zip((WHITE, NIGHT), (found["light"], found["dark"]), strict=True):
        assert contrast(ground, page) >= 3
        assert contrast(ground, text) >= 4.5


def test_a_colour_that_is_seen_as_it_is_stays_as_it_is() -> None:
    assert shades("#0f5f53")["light"] == ["#0f5f53", "#ffffff"]
    assert shades("#6fcab7")["dark"][0] == "#6fcab7"


@pytest.mark.parametrize("wrong", ["", "red", "#fff", "#0f5f5", "#0f5f53\n", "#gggggg"])
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="rrggbb"):
        shades(wrong)


def test_the_loader_holds_the_companys_widgets_and_nothing_that_could_leave_the_script() -> None:
    widgets = {"wk_1": {"colours": shades("#0f5f53"), "name": '</script><!-- Salong "Å" $& \\1'}}
    source = loader_source(widgets).decode()
    assert PLACE not in source
    found = re.search(r"const widgets = (.*);\n", source)
    assert found is not None
    assert json.loads(found[1]) == widgets
    assert "</script" not in source
    assert "<!--" not in source
