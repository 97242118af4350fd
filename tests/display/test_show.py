"""What a cell shows: each kind of thing in its way, and in a batch run only what was declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from salesnb.contracts.page import Results
from salesnb.display.show import register, show
from salesnb.errors import UsageError
from salesnb.findings import Finding, say
from salesnb.i18n import use
from salesnb.plots.style import figure
from tests.contracts.small import NODES, nodes
from tests.display.cells import Cells, Shown

ALT = Finding("alt", "info", "A bar.")


def picture() -> object:
    fig, ax = figure()
    ax.bar(["a"], [1])
    return fig


def test_things_are_shown_one_below_the_other(shown: Shown) -> None:
    result = nodes()
    said = say("a", "good", "{amount} sold.", result.first)
    show(said, result.where(dimension="region"), result.table("node amount"))
    firsts = [text.splitlines()[0] for text in shown.plain]
    assert firsts == ["● good: ¥500 sold.", "Where do we stand? (Region)", "Where do we stand?"]
    assert [text[:4] for text in shown.html] == ["<ul ", "<div", "<div"]


def test_sentences_carry_their_status_and_are_not_said_twice(shown: Shown) -> None:
    row = nodes().first
    found = [say(key, "act", "{node} sold {amount}.", row) for key in "ab"]
    show([*found, Finding("c", "watch", "More.")])
    assert shown.plain == ["■ act: Total sold ¥500.\n▲ watch: More."]
    items = Cells(shown.html[0]).of("li")
    assert [item["class"] for item in items] == ["finding act", "finding watch"]
    assert [d["data-ref"] for d in Cells(shown.html[0]).of("data")] == [
        "02_small_nodes@draft/amount?dimension=region&node=total"
    ]


def test_nothing_is_shown_where_there_is_nothing_to_say(shown: Shown) -> None:
    show([])
    show(nodes(NODES, []).table("node"))
    assert shown.plain == ["Where do we stand?: nothing to list."]


@pytest.mark.parametrize(
    ("thing", "kind"),
    [(Results({}), "Results"), ([1], "list"), ("text", "str"), (None, "NoneType")],
)
def test_what_cannot_be_shown_is_told(shown: Shown, thing: object, kind: str) -> None:
    with pytest.raises(UsageError, match=f"{kind} cannot be shown; show results, tables"):
        show(thing)  # type: ignore[arg-type]
    assert shown.html == []


@pytest.mark.parametrize("as_axes", [False, True])
def test_a_picture_has_its_sentence_for_eyes_and_for_ears(shown: Shown, as_axes: bool) -> None:
    said = say("alt", "info", "{node} & others sold {amount}.", nodes().first)
    fig = picture()
    show(fig.axes[0] if as_axes else fig, alt=said, caption="Value")  # type: ignore[attr-defined]
    (drawn,) = Cells(shown.html[0]).of("figure")
    assert drawn["aria-label"] == "Total & others sold ¥500."
    assert f'<p class="alt">{said.html()}</p>' in shown.html[0]
    assert "<figcaption>Value</figcaption>" in shown.html[0]
    assert shown.plain == ["Total & others sold ¥500."]


def test_a_caption_is_a_text_of_ours(shown: Shown) -> None:
    with use("zh"):
        show(picture(), alt=ALT, caption="Net sales")  # type: ignore[arg-type]
        show(picture(), alt=ALT)  # type: ignore[arg-type]
    assert "<figcaption>净销售额</figcaption>" in shown.html[0]
    assert "figcaption" not in shown.html[1]


def test_a_plain_frame_is_shown_live_alone(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"a": [1, 2]})
    show(frame)
    assert Cells(shown.html[0]).of("table") and "a" in shown.plain[0]
    monkeypatch.setenv("SALESNB_BATCH", "1")
    with pytest.raises(UsageError, match="a plain frame cannot stand in a report"):
        show(frame)


def test_a_picture_without_its_sentence_is_shown_live_alone(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(picture())  # type: ignore[arg-type]
    assert "<svg" in shown.html[0] and shown.plain == ["a picture"]
    monkeypatch.setenv("SALESNB_BATCH", "1")
    with pytest.raises(UsageError, match="a picture without the sentence that says it"):
        show(picture())  # type: ignore[arg-type]
    show(picture(), alt=ALT)  # type: ignore[arg-type]
    assert len(shown.html) == 2


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)  # make empties it, and IPython warns of that
    result = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: result)
    yield result
    result.history_manager.end_session()


def test_a_result_at_the_end_of_a_cell_shows_its_table(shell: InteractiveShell) -> None:
    result = nodes()
    before, _ = shell.display_formatter.format(result)
    assert "text/html" not in before
    register()
    for one in (result, result.table("node amount")):
        after, _ = shell.display_formatter.format(one)
        assert after["text/plain"].startswith("Where do we stand?\n")
        assert re.search("<caption>Where do we stand[?]</caption>", after["text/html"])


def test_outside_ipython_there_is_nothing_to_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    assert register() is None  # type: ignore[func-returns-value]
