"""Names, telephones and addresses as lists write them, brought to what can be compared.

Each text is read once per different value. A name has a core (what is left without legal form,
place and branch number), in Chinese or in Latin letters; full-width forms count as plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

HAN = re.compile(r"[㐀-䶿一-鿿]")
BRANCH_ZH = re.compile(r"第?([0-9一二三四五六七八九十]+)(?:分公司|分厂|分店|门市部|营业部|办事处)")
BRANCH_EN = re.compile(r"\b(?:no\.?|branch|plant|unit)\s*([0-9]+)\b")
LEGAL_ZH = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|总公司|公司|集团|股份|有限责任)+$")
FORMS_EN = """
    co ltd limited company inc incorporated corp corporation llc llp plc gmbh ag kg sa sarl srl bv
    nv ab oy as pte pty the
"""
LEGAL_EN = frozenset(FORMS_EN.split())
PLACE_ENDS = ("特别行政区", "自治区", "省", "市", "区", "县")
SPLIT_PHONE = re.compile(r"[/;；、,，]|转|ext")
PHONE_LEAST, PHONE_KEY = 7, 8  # digits of a telephone; of those that are compared, from the end
DIALLED = re.compile(r"[0-9]+")
NUMBER_ZH = re.compile(r"([0-9]+)(?:-[0-9]+)?号")
WORDS_EN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Name:
    """A name without its forms: core, whether it is Chinese, branch number, place named in it."""

    core: str
    is_chinese: bool
    branch: str
    place: str


@dataclass(frozen=True)
class Address:
    """An address: its number (`''` where none is stated) and its street, without the number."""

    number: str
    street: str
    is_chinese: bool


def plain(text: str) -> str:
    """Return a text in half-width letters and digits, lower case, without outer blanks."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def place_words(names: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return the region behind each word for a place; `names` has id, name and Chinese name.

    The longest words come first; a word of two regions stands for none.
    """
    found: dict[str, set[str]] = {}
    for region, *words in names:
        for word in map(plain, words):
            bare = next((word.removesuffix(e) for e in PLACE_ENDS if word.endswith(e)), word)
            for one in {word, bare} - {""}:
                found.setdefault(one, set()).add(region)
    single = {word: min(ids) for word, ids in found.items() if len(ids) == 1}
    return dict(sorted(single.items(), key=lambda one: (-len(one[0]), one[0])))


def read_name(text: str, places: dict[str, str]) -> Name:
    """Return what a name says; a name that is nothing but place and form is kept whole."""
    whole = plain(text)
    if HAN.search(whole):
        return _chinese(whole, places)
    return _latin(whole, places)


def _chinese(whole: str, places: dict[str, str]) -> Name:
    bare = re.sub(r"[\s\W_]+", "", whole)
    branch = BRANCH_ZH.search(bare)
    if branch:
        bare = bare[: branch.start()] + bare[branch.end() :]
    core, place = LEGAL_ZH.sub("", bare), ""
    for word, region in places.items():
        if HAN.search(word) and core.startswith(word) and len(core) > len(word) + 1:
            core, place = core.removeprefix(word), region
            core = next((core.removeprefix(e) for e in PLACE_ENDS if core.startswith(e)), core)
            break
    return Name(core or bare, True, branch.group(1) if branch else "", place)


def _latin(whole: str, places: dict[str, str]) -> Name:
    branch = BRANCH_EN.search(whole)
    rest = whole[: branch.start()] + " " + whole[branch.end() :] if branch else whole
    rest = rest.replace("'", "").replace("’", "").replace(".", "")
    words = [one for one in WORDS_EN.findall(rest) if one not in LEGAL_EN]
    place = ""
    for known, region in places.items():
        own = WORDS_EN.findall(known.replace("'", "").replace("’", ""))
        if own and words[: len(own)] == own and len(words) > len(own):
            words, place = words[len(own) :], region
            break
    core = " ".join(words) or re.sub(r"\s+", " ", whole)
    return Name(core, False, branch.group(1) if branch else "", place)


def read_phone(text: str) -> str:
    """Return the digits of a telephone by which it is compared; '' where there are too few.

    Country and area codes differ between lists, so the last digits count. A number of one digit
    repeated, or of digits in a row, is a filler.
    """
    first = SPLIT_PHONE.split(plain(text))[0]
    digits = "".join(DIALLED.findall(first))
    if len(digits) < PHONE_LEAST or _is_filler(digits):
        return ""
    return digits[-PHONE_KEY:]


def _is_filler(digits: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits[-PHONE_KEY:])}
    return steps <= {0} or steps == {1} or steps == {9}


def read_address(text: str, places: dict[str, str]) -> Address:
    """Return number and street; '' for both where there is no address."""
    whole = plain(text)
    is_chinese = bool(HAN.search(whole))
    marked = NUMBER_ZH.search(whole)
    found = marked.group(1) if marked else next(iter(DIALLED.findall(whole)), "")
    street = re.sub(r"[\s\W\d_]+", "", whole).removesuffix("号")
    for word in places:
        if HAN.search(word) and street.startswith(word) and len(street) > len(word):
            street = street.removeprefix(word)
            street = next(
                (street.removeprefix(e) for e in PLACE_ENDS if street.startswith(e)), street
            )
    return Address(found.lstrip("0"), street, is_chinese)


def grams(core: str, sizes: Sequence[int]) -> list[str]:
    """Return the character n-grams of a core, with its ends marked."""
    marked = f"^{core}$"
    return [marked[i : i + n] for n in sizes for i in range(len(marked) - n + 1)]
