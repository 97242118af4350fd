"""The exports of the first hour: a small dealer in fittings whose system speaks German.

`python -m tests.first_hour.exports` writes `data/first-hour`; the bytes are a function of the seed.
Planted: a title row above the invoices and a total row below them, an amount with a letter O in
it, a payment of a customer that nobody knows, a customer and a region that fall behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from salesnb.months import Month

SEED = 7
HOME = Path(__file__).parents[2] / "data" / "first-hour"
FIRST, LAST = Month.parse("2024-01"), Month.parse("2026-10")
PLAN_YEAR = 2026
REPS = {"Nord": "Petra Hansen", "West": "Jan Küppers", "Süd": "Eva Maier", "Ost": "Olaf Richter"}
CITIES = {
    "Nord": ("Hamburg", "Bremen", "Kiel"),
    "West": ("Köln", "Essen", "Aachen"),
    "Süd": ("Ulm", "Augsburg", "Passau"),
    "Ost": ("Leipzig", "Cottbus", "Jena"),
}
BRANCHES = ("Tischlerei", "Metallbau", "Baumarkt", "Möbelwerk")
NAMES = (
    *("Ahrens", "Böttcher", "Claasen", "Dierks", "Engel", "Fichtner", "Gerlach", "Heller"),
    *("Ihde", "Jansen", "Krüger", "Lohse", "Mertens", "Nagel", "Ostertag", "Pohl"),
    *("Quandt", "Rieger", "Sauer", "Thoma", "Uhlig", "Vetter", "Wendt", "Zeller"),
)
TERMS = ("14 Tage netto", "30 Tage netto", "Vorkasse")
ARTICLES = (  # name, group, price in cents
    ("Türband 80", "Bänder", 1290),
    ("Türband 120", "Bänder", 1840),
    ("Möbelscharnier", "Bänder", 460),
    ("Einsteckschloss", "Schlösser", 3450),
    ("Zylinder 30/30", "Schlösser", 2680),
    ("Panikschloss", "Schlösser", 14900),
    ("Fenstergriff", "Griffe", 980),
    ("Stoßgriff 600", "Griffe", 7250),
    ("Schubladengriff", "Griffe", 540),
    ("Laufschiene 2 m", "Schiebetüren", 5600),
    ("Laufwagen", "Schiebetüren", 2390),
    ("Türschließer", "Schiebetüren", 8800),
)
SILENT, FADING = 3, "Süd"  # a customer without an invoice and a region with fewer, at the end
GROWING = ("Nord", "West")
WRONG_AMOUNT = (Month.parse("2026-03"), 3)  # a month, and which of its lines with a 0 in the amount
STRANGER = "K9001"


def written(folder: Path, seed: int = SEED) -> Path:
    """Write the exports into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = list(_lines(Random(seed)))
    files = {
        "Kunden.csv": _customers(),
        "Artikel.csv": _articles(),
        "Rechnungspositionen.csv": _invoices(lines),
        "Zahlungseingang.csv": _payments(lines, Random(seed + 1)),
        "Anfragen.csv": _enquiries(Random(seed + 2)),
        "Planung 2026.csv": _plan(lines),
    }
    for name, rows in files.items():
        text = "".join(";".join(row) + "\r\n" for row in rows)
        (folder / name).write_bytes(text.encode("utf-8-sig"))
    return folder


def _region(customer: int) -> str:
    return tuple(REPS)[customer % len(REPS)]


def _term(customer: int) -> str:
    return TERMS[customer % len(TERMS)]


def _customers() -> Iterator[Sequence[str]]:
    yield ("Kundennummer", "Firma", "Ort", "Branche", "Gebiet", "Verkäufer", "Kreditlimit")
    for place, name in enumerate(NAMES):
        region = _region(place)
        city = CITIES[region][place // len(REPS) % 3]
        branch = BRANCHES[place % 7 % len(BRANCHES)]
        limit = _cents(500_000 * (1 + place % 5))
        yield (_key(place), f"{name} {branch}", city, branch, region, REPS[region], limit)


def _articles() -> Iterator[Sequence[str]]:
    yield ("Artikelnummer", "Bezeichnung", "Warengruppe", "Einheit", "Listenpreis")
    for place, (name, group, price) in enumerate(ARTICLES):
        yield (f"A{place + 101}", name, group, "Stück", _cents(price))


Line = tuple[str, int, dt.date, int, int, int, int]  # invoice, place, day, customer, article, ...


def _lines(random: Random) -> Iterator[Line]:
    """Yield invoice lines: number, place, day, customer, article, quantity, cents."""
    month, number = FIRST, 0
    while month <= LAST:
        for customer in range(len(NAMES)):
            if random.random() > _appetite(customer, month):
                continue
            number += 1
            day = month.first + dt.timedelta(days=int(random.random() * 26))
            day -= dt.timedelta(days=max(0, day.weekday() - 4)) if day.day > 2 else dt.timedelta()
            for place in range(1 + int(random.random() * 3)):
                article = int(random.random() * len(ARTICLES))
                quantity = 10 + int(random.random() * 40)
                cents = quantity * ARTICLES[article][2] * (100 - customer % 4 * 5) // 100
                yield f"RE{number:05}", place + 1, day, customer, article, quantity, cents
        month += 1


def _appetite(customer: int, month: Month) -> float:
    """Return how probable it is that a customer buys in a month."""
    if customer == SILENT and month > LAST - 5:
        return 0.0
    season = 0.1 if month.number in (3, 4, 5, 9, 10) else 0.0
    faded = 0.5 if _region(customer) == FADING and month > LAST - 4 else 0.0
    grown = 0.05 * (month.year - FIRST.year) if _region(customer) in GROWING else 0.0
    return 0.95 if customer == SILENT else 0.65 + season + grown - faded


def _invoices(lines: Sequence[Line]) -> Iterator[Sequence[str]]:
    yield (f"Rechnungsausgang {FIRST} bis {LAST}",)
    yield ()
    yield (
        *("Rechnungsnummer", "Pos.", "Rechnungsdatum", "Kundennummer", "Artikelnummer"),
        *("Menge", "Nettobetrag", "Zahlungsbedingung"),
    )
    month, n = WRONG_AMOUNT
    wrong = [x for x in lines if Month.of(x[2]) == month and "0" in _cents(x[-1])][n]
    for line in lines:
        number, place, day, customer, article, quantity, cents = line
        amount = _cents(cents).replace("0", "O", 1) if line == wrong else _cents(cents)
        yield (
            *(number, str(place), _day(day), _key(customer), f"A{article + 101}"),
            *(str(quantity), amount, _term(customer)),
        )
    yield ("Summe", "", "", "", "", "", _cents(sum(line[-1] for line in lines)), "")


def _payments(lines: Sequence[Line], random: Random) -> Iterator[Sequence[str]]:
    """Yield a payment for most invoices, with tax left aside, some weeks later."""
    yield ("Zahlungsnummer", "Zahlungsdatum", "Kundennummer", "Betrag")
    invoices: dict[str, tuple[dt.date, int, int]] = {}
    for number, _, day, customer, _, _, cents in lines:
        invoices[number] = (day, customer, invoices.get(number, (day, customer, 0))[2] + cents)
    paid = [
        (day + dt.timedelta(days=10 + int(random.random() * 40)), customer, cents)
        for day, customer, cents in invoices.values()
        if random.random() > 0.04
    ]
    for place, (day, customer, cents) in enumerate(sorted(paid), 1):
        if day <= LAST.last:
            key = STRANGER if place == len(paid) // 2 else _key(customer)
            yield (f"Z{place:05}", _day(day), key, _cents(cents))


def _enquiries(random: Random) -> Iterator[Sequence[str]]:
    yield ("Anfragenummer", "Anfragedatum", "Firma", "Quelle", "Gebiet", "Status")
    for place in range(60):
        day = LAST.last - dt.timedelta(days=int((60 - place) * 6 + random.random() * 5))
        source = ("Messe", "Webseite", "Empfehlung")[int(random.random() * 3)]
        state = ("neu", "Angebot", "gewonnen", "verloren")[int(random.random() * 4)]
        region = tuple(REPS)[int(random.random() * len(REPS))]
        yield (f"L{place + 1:04}", _day(day), f"Interessent {place + 1}", source, region, state)


def _plan(lines: Sequence[Line]) -> Iterator[Sequence[str]]:
    """Yield the targets by rep and month: three per cent above the same month a year before."""
    yield ("Verkäufer", "Monat", "Umsatzziel")
    for region, rep in REPS.items():
        for number in range(1, 13):
            before = Month(PLAN_YEAR - 1, number)
            sold = sum(
                line[-1]
                for line in lines
                if Month.of(line[2]) == before and _region(line[3]) == region
            )
            yield (rep, f"01.{number:02}.{PLAN_YEAR}", _cents(round(sold * 1.03, -5)))


def _key(customer: int) -> str:
    return f"K{customer + 1001}"


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _cents(cents: float) -> str:
    """Return an amount as German programs write it: 1.234,56."""
    text = f"{cents / 100:,.2f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def files(folder: Path) -> Iterable[Path]:
    """Return the files of a folder of exports, by name."""
    return sorted(folder.glob("*.csv"))


if __name__ == "__main__":
    written(HOME)
