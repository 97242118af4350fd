"""The Chinese is Chinese: one word per term, no English left over, slots as in the English."""

from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from salesnb import translations
from salesnb.i18n import LOCALE, catalogue
from salesnb.translations import Message

CATALOGUES = sorted((LOCALE / "zh").glob("*.po"))
TERMS = {  # the English as a regular expression -> the one Chinese word for it
    r"reps?": "业务员",
    r"customers?": "客户",
    r"regions?": "区域",
    r"products?": "产品|竞品",
    r"product groups?": "产品组",
    r"competitors?": "竞争对手",
    r"distributors?": "经销商",
    r"settlement methods?": "结算方式",
    r"sales methods?": "销售方法",
    r"marketing channels?": "营销渠道",
    r"lead sources?": "线索来源",
    r"net sales": "净销售额",
    r"order intake": "订单额",
    r"(?<!by a )margin": "毛利",
    r"collections": "回款",
    r"receivables": "应收账款",
    r"instalments?": "应收分期",
    r"past due|overdue": "逾期",
    r"credit limits?": "信用额度",
    r"list (?:price|value)": "目录价",
    r"floor price": "底价",
    r"targets?|quota": "目标|达标",
    r"attainment": "达成率",
    r"forecasts?": "预测",
    r"budget(?:ed)?": "预算",
    r"visits?": "拜访",
    r"complaints?": "投诉",
    r"working days?": "工作日",
    r"spring festival": "春节",
    r"like for like": "同口径",
    r"snapshot": "快照",
    r"ledger": "台账",
    r"workbooks?": "工作簿",
    r"drafts?": "草稿",
    r"control totals?": "控制总数",
}
NOT_OURS = """
    销售代表 推销员 销售员 销售方式 结算方法 完成率 毛利润 应收款项 报告草案 去年 可比口径 数据框
    竞争者 消费者 顾客 商户 快照表
"""  # words that mean the same as one above, and are not used
CODE = re.compile(
    r"`[^`]*`|\{[^}]*\}|\"[^\"]*\"|'[^' ]*'|(?<!\w)--?[a-z]+(?: [a-z]+)?\b|%[a-zA-Z]"
    r"|\w+(?:[._]\w+)+|\w*\d\w*|\w+\([^)]*\)|\w+ = |\bsalesnb [a-z]+|X if C else Y",
    re.ASCII,
)
NAMES = """
    CSV GB XLSX Excel Parquet TOML JSON UTF YYYY MM WAPE MASE Python JupyterLab DuckDB duckdb ibis
    ipykernel salesnb True False None true false and or not in on at optional round demo draft en
    zh plan instalments reps visits utf lang source Linux PostgreSQL PGPASSWORD pgpass Spark Java
    JAVA HOME Asia Shanghai Dask DD toml docs data milestones agreements inspections RFM BG NBD
    gamma Brier AUC loyalty
"""  # formats, programs, methods, tables, topics and words of mappings, which stay as they are


@cache
def messages() -> list[Message]:
    return translations.messages()


def chinese(one: Message) -> str:
    known = catalogue("zh")._catalog  # type: ignore[attr-defined]
    return str(known.get((one.msgid, 0) if one.plural else one.msgid, ""))


def plain(text: str) -> str:
    """Return a text without what is code in it."""
    return CODE.sub(" ", text)


@pytest.mark.parametrize("english", TERMS)
def test_a_term_has_one_chinese_word(english: str) -> None:
    term = re.compile(rf"(?<![\w./-])(?:{english})(?![\w.]*\w)", re.IGNORECASE)
    texts = [(one.msgid, chinese(one)) for one in messages()]
    found = [(text, other) for text, other in texts if other and term.search(plain(text))]
    assert found, f"no text says {english}"
    as_code = re.compile(rf"\b(?:{english})\b", re.ASCII)  # the name of a table or command
    word = re.compile(TERMS[english])
    assert [one for one in found if not word.search(one[1]) and not as_code.search(one[1])] == []


def test_words_that_are_not_ours_do_not_stand() -> None:
    faults = [
        f"{one.domain}.po: {word} in {chinese(one)[:60]!r}"
        for one in messages()
        for word in NOT_OURS.split()
        if word in chinese(one)
    ]
    assert not faults, "\n".join(faults)


def test_no_english_is_left_over() -> None:
    faults = []
    for one in messages():
        left = set(re.findall(r"[A-Za-z]{2,}", plain(chinese(one)))) - set(NAMES.split())
        if left:
            faults.append(f"{one.domain}.po: {sorted(left)} in {chinese(one)[:60]!r}")
    assert not faults, "\n".join(faults)


def test_a_text_in_words_has_chinese_characters() -> None:
    bare = [
        one.msgid
        for one in messages()
        if chinese(one) and re.search(r"[a-z]{3}", plain(one.msgid))
        if not re.search(r"[\u4e00-\u9fff]|。", chinese(one))
    ]
    assert not bare


def test_slots_keep_name_conversion_and_format() -> None:
    faults = [
        f"{one.domain}.po: {one.msgid!r} {_slots(one.plural or one.msgid)} {_slots(chinese(one))}"
        for one in messages()
        if chinese(one) and not one.is_prose
        if _slots(chinese(one)) != _slots(one.plural or one.msgid)
    ]
    assert not faults, "\n".join(faults)


def test_markdown_keeps_its_headings_and_code() -> None:
    faults = []
    for one in messages():
        if one.is_prose and chinese(one):
            for mark in (r"^#+ ", r"`[^`]+`", r"^- "):
                asked, there = (
                    sorted(re.findall(mark, text, re.M)) for text in (one.msgid, chinese(one))
                )
                if asked != there:
                    faults.append(f"{one.place}: {mark} {asked} {there}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_a_catalogue_is_whole(file: Path) -> None:
    with file.open("rb") as source:
        read = read_po(source, locale="zh")
    assert read.num_plurals == 1
    assert read.charset == "utf-8"
    wrong = [
        m.id
        for m in read
        if m.id and (m.fuzzy or (isinstance(m.id, tuple) and len(m.string or ()) != 1))
    ]
    assert not wrong


def test_no_msgid_is_translated_twice_in_two_ways() -> None:
    seen: dict[object, set[str]] = {}
    for file in CATALOGUES:
        with file.open("rb") as source:
            for message in read_po(source, locale="zh"):
                if message.id and message.string:
                    seen.setdefault(message.id, set()).add(str(message.string))
    assert not {msgid: ways for msgid, ways in seen.items() if len(ways) > 1}


def _slots(text: str) -> list[tuple[str, str, str]]:
    parts = string.Formatter().parse(text)
    return sorted({(name, how or "", spec or "") for _, name, spec, how in parts if name})


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_bold_that_ends_in_punctuation_is_closed_by_a_space(path: Path) -> None:
    """Markdown shows the asterisks of bold text that ends in `：` where a character follows."""
    open_ended = re.findall(r"\*\*[^*\n]+：\*\*(?=[^\s*\\\"])", path.read_text(encoding="utf-8"))
    assert open_ended == []


def test_a_plan_is_held_to_controls_by_one_chinese_word() -> None:
    plan = (LOCALE / "zh" / "targets.po").read_text(encoding="utf-8")
    assert "控制数" in plan and not re.search("控制(?!数)", plan)
    assert catalogue("zh").gettext("Controls") == "控制数"
