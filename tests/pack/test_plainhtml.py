"""Markup is written to the same characters as Beautiful Soup writes it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from salesnb.pack import plainhtml
from salesnb.pack.plainhtml import evenly

WELL_NESTED = {
    "page": '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"></head></html>',
    "attributes": "<p id='b' class=\" a  b \" hidden data-x='say \"so\"'>x</p>",
    "both quotes": "<p title='it&#39;s &quot;so&quot;'>x</p>",
    "doubles": '<p id="a" id="b">x</p>',
    "blanks": "<p> \t <b>x</b>\n   \n<i> y </i></p>\n\n",
    "kept blanks": "<pre>  <b>x</b>\n   \n</pre>",
    "references": "<p>&lt;a&gt; &amp; &copy; &nbsp; &#39; &#x2014; &unknown; &amp;lt;</p>",
    "script": "<script>if (a < b && c) { d('</p>') }</script><style>a > b {}</style>",
    "comment": "<p><!-- 12 & <b> --><b> <i title='M 0 0\nL 1 1'></i></b></p><!----><!--  -->",
    "void": '<p>a<br>b<br/><img src="x" alt=""></p>',
    "Chinese": "<p>销售额 ¥123.5万 &lt; 目标</p>",
}
ODD = {
    "not closed": "<p>a<b>c</p>",
    "never closed": "<div><p>x",
    "closed twice": "<p>x</p></p>",
    "instruction": "<?php x?><p>x</p>",
    "other type": '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN"><p>x</p>',
    "other characters": '<meta charset="gbk"><p>x</p>',
    "no character": "<p>&#0; &#150; &#xD800;</p>",
    "closed void": "<p>a</br>b</p>",
}


def by_tree(page: str) -> str:
    return str(BeautifulSoup(page, features="html.parser"))


@pytest.mark.parametrize("page", WELL_NESTED.values(), ids=WELL_NESTED)
def test_what_is_well_nested_is_written_without_a_tree(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = by_tree(page)
    monkeypatch.delattr(plainhtml, "BeautifulSoup")
    assert evenly(page) == expected


def test_drawings_stay_as_they_are_but_for_blanks() -> None:
    one, two = '<svg viewBox="0" b="1"><g>\n   <path d="M"/></g></svg>', "<svg></svg>"
    kept = one.replace("\n   ", "\n")
    assert evenly(f"<p b='1' a='2'>{one} {two}</p>") == f'<p a="2" b="1">{kept} {two}</p>'


@pytest.mark.parametrize("page", ODD.values(), ids=ODD)
def test_anything_else_is_left_to_a_tree(page: str) -> None:
    assert evenly(page) == by_tree(page)


@pytest.mark.parametrize("page", ['<p><img src="x"></p>', '<p><b><img src="x"></p>'])
def test_a_picture_without_words_says_so(page: str) -> None:
    assert f'<img alt="{plainhtml.NO_ALT}" src="x"/>' in evenly(page)
