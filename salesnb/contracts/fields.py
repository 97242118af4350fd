"""The vocabulary of contracts: what a field, a check and a table are.

A contract is declared once and drives reading, checking, messages, labels of plots and
tables, form fields and the data dictionary. Labels are English msgids marked with `N_`;
their Chinese stands in the `contracts` catalogue (see `i18n`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from salesnb.i18n import N_ as N_

FieldType = Literal[
    "id",  # identifier: text, trimmed, never a number
    "text",  # free text
    "date",  # calendar day
    "month",  # calendar month, held as its first day
    "datetime",  # day and time in the company's business time zone
    "money",  # amount in base currency, tax-exclusive
    "price",  # money per unit of quantity
    "quantity",  # units of the product
    "number",  # any other measured number
    "integer",  # whole number
    "share",  # 0 to 1
    "flag",  # true or false
]
Sign = Literal["", ">=0", ">0"]
_DAY = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun|周[一二三四五六日])"
_HOURS = "[0-2]?[0-9]:[0-5][0-9] ?[-–] ?[0-2]?[0-9]:[0-5][0-9]"
FORMS = {  # of a text with a form of its own: the pattern, and what to do about another text
    "weekdays": (f"^{_DAY}([ ,、]+{_DAY})*$", N_("write weekdays as Mon Wed Fri")),
    "hours": (
        f"^{_DAY}( ?[-–] ?{_DAY})? {_HOURS}( ?[;；] ?{_DAY}( ?[-–] ?{_DAY})? {_HOURS})*$",
        N_("write hours as Mon-Fri 08:30-17:30; Sat 09:00-12:00"),
    ),
}


@dataclass(frozen=True)
class Field:
    """One column of a table: its type, unit and label, the rules of its values, how it is shown.

    A code is read by the `words` of its column (code -> msgid), an identifier by the names of the
    master table that it `references`, or of the one that the dimension in column `within` has.
    """

    name: str
    type: FieldType
    label: str
    unit: str = ""  # "CNY" never stands here: money and price use the company's currency
    required: bool = False  # the column must exist and no value may be missing
    references: str = ""  # "customers.customer_id": each value stands there
    sign: Sign = ""
    most: float | None = None  # the largest value that is allowed
    form: str = ""  # a text with a form of its own: a name of `FORMS`
    choices: tuple[str, ...] = ()
    digits: int | None = None  # decimals kept in artefacts and shown by default
    help: str = ""  # one sentence, only where label and unit do not say it
    shown: str = ""  # how a number is written (a name of `i18n.formats`); '' means by its type
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    within: str = ""
    is_msgid: bool = False  # the column holds texts of salesnb, which are translated
    measure: str = ""  # the registered KPI that stands here

    @property
    def master(self) -> str:
        """The master table whose members stand here, '' where there is none."""
        return self.references.partition(".")[0]


@dataclass(frozen=True)
class Check:
    """A conservation rule over rows of one or two tables; `rule` names its implementation."""

    rule: str  # a name of `dictionary.RULES`, as order_of_dates or shares_sum_to_one
    columns: tuple[str, ...]
    label: str  # msgid: the sentence a person reads when it fails
    by: tuple[str, ...] = ()
    but_not: tuple[str, str] | None = None  # column and value of rows that the rule leaves aside
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Table:
    """One canonical table: name, grain sentence, key, fields and checks."""

    name: str
    label: str
    grain: str  # msgid: "one row per ..."
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    event_on: str = ""  # date column that says in which month a row falls; '' = master data
    known_on: str = ""  # date column from which a row is known, where that is not `event_on`
    known_ahead: tuple[str, str] | None = None  # column and value of rows with it; None is all
    valid_from: str = ""  # dated validity: the row holds for valid_from <= day < valid_to
    valid_to: str = ""
    money: str = ""  # the money column whose sum is the table's control total
    owner: str = ""  # who in a firm usually keeps it, for the guide (msgid)

    def field(self, name: str) -> Field:
        """Return the field of that name; raise KeyError naming the table."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no field {name!r}")

    @property
    def known_day(self) -> str:
        """The column that says from which day a row is known, '' for master data."""
        return self.event_on if self.known_ahead else self.known_on or self.event_on

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields)
