"""Kinds of broken input: the files of a tiny company, and the exact words of the gate."""

from __future__ import annotations

import gzip
from typing import Any

from gate import CUSTOMERS, ORDERS, with_orders

HEAD = ORDERS.splitlines()[0]
GOOD = "O1,1,2026-10-05,C1,2,100.00"
BAD_DAY = "O2,1,x,C1,2,3"
NOT_A_DATE = "= 'x': not a date; write it as 2026-10-07"
TARGETS = "target_id,measure,period_start,period_end,target_value\n"
VISITS = "visit_id,rep_id,visit_date,started_at,status\n"
NO_PAYMENTS = (
    "instalments.csv: neither `receipts` nor `receipt_allocations` came in: who owes cannot be told"
    "; export them; until then the month has no receivables"
)
REPS = "rep_id,name,hired_on,left_on,ramp_months\nR1,Li,2020-01-01,,3\n"
SHARES = "customer_id,rep_id,valid_from,valid_to,credit_share\n"


def orders_and(**files: str | bytes) -> dict[str, str | bytes]:
    """Return a good order file with further files, `__` standing for the dot of a name."""
    return with_orders(GOOD) | {name.replace("__", "."): text for name, text in files.items()}


CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    # values
    "date in words": (
        with_orders("O1,1,10月7日,C1,2,100"),
        ["order_lines.csv line 2 order_on = '10月7日': not a date; write it as 2026-10-07"],
    ),
    "a day that is none": (
        with_orders("O1,1,2026-02-30,C1,2,100"),
        ["order_lines.csv line 2 order_on = '2026-02-30': not a date; write it as 2026-10-07"],
    ),
    "letter in a number": (
        with_orders("O1,1,2026-10-05,C1,2,12o.5"),
        ["order_lines.csv line 2 net_amount = '12o.5': not a number; write it as 1234.50"],
    ),
    "bad thousands": (
        with_orders('O1,1,2026-10-05,C1,2,"1,23,4"'),
        ["order_lines.csv line 2 net_amount = '1,23,4': not a number; write it as 1234.50"],
    ),
    "required value missing": (
        with_orders("O1,1,,C1,2,100"),
        ["order_lines.csv line 2 order_on: missing; every row needs one"],
    ),
    "key missing": (
        with_orders(",1,2026-10-05,C1,2,100"),
        ["order_lines.csv line 2 order_id: missing; every row needs one"],
    ),
    "a control character": (
        with_orders("O1,1,\x00,C1,2,100", GOOD),
        [
            "order_lines.csv line 2 = 'O1,1,\\x00,C1,2,100': a control character, which no text"
            " has; the file may be damaged: export it again, or take the character out"
        ],
    ),
    "no time": (
        orders_and(reps__csv=REPS, visits__csv=VISITS + "V1,R1,2026-10-06,noon,held\n"),
        ["visits.csv line 2 started_at = 'noon': not a day and time; write it as 2026-10-07 14:30"],
    ),
    "not in the list, near": (
        orders_and(reps__csv=REPS, visits__csv=VISITS + "V1,R1,2026-10-06,,hold\n"),
        ["visits.csv line 2 status = 'hold': not in the list; did you mean 'held'?"],
    ),
    "not in the list, far": (
        orders_and(reps__csv=REPS, visits__csv=VISITS + "V1,R1,2026-10-06,,zzz\n"),
        [
            "visits.csv line 2 status = 'zzz': not in the list;"
            " one of: planned, held, cancelled, unplanned"
        ],
    ),
    "neither yes nor no": (
        {
            "customers.csv": "customer_id,name,is_active\nC1,N,maybe\n",
            "order_lines.csv": ORDERS.replace("C2", "C1"),
        },
        ["customers.csv line 2 is_active = 'maybe': neither yes nor no; write true or false"],
    ),
    "not whole": (
        orders_and(reps__csv=REPS.replace(",3\n", ",3.5\n")),
        ["reps.csv line 2 ramp_months = '3.5': not a whole number; write digits only, e.g. 12"],
    ),
    "negative": (
        orders_and(issued_targets__csv=TARGETS + "T1,sales,2026-10-01,2026-10-31,-5\n"),
        ["issued_targets.csv line 2 target_value = '-5': negative; correct the sign"],
    ),
    "not positive": (
        orders_and(
            instalments__csv="instalment_id,customer_id,issued_on,due_on,due_amount\n"
            "I1,C1,2026-10-01,2026-10-31,5\n",
            payment_promises__csv="promise_id,instalment_id,promised_on,promised_for,"
            "promised_amount\nP1,I1,2026-10-01,2026-10-09,0\n",
        ),
        [
            "payment_promises.csv line 2 promised_amount = '0': not positive; correct the sign",
            NO_PAYMENTS,
        ],
    ),
    "share above 1": (
        orders_and(
            promotions__csv="promotion_id,name,starts_on,ends_on,discount_share\n"
            "P1,Autumn,2026-10-01,2026-10-31,15\n"
        ),
        [
            "promotions.csv line 2 discount_share = '15': more than 1;"
            " write a share between 0 and 1, e.g. 0.25 or 25%"
        ],
    ),
    # lines of files
    "after a quoted newline": (
        with_orders(
            'O1,1,2026-10-05,C1,2,3,"two\nlines"', "O2,1,x,C1,2,3,", header=HEAD + ",promotion_id"
        ),
        [f"order_lines.csv line 4 order_on {NOT_A_DATE}"],
    ),
    "CRLF and quoted newline": (
        orders_and(
            order_lines__csv=f'{HEAD},promotion_id\r\nO1,1,2026-10-05,C1,2,3,"two\r\nlines"\r\n'
            f"{BAD_DAY},\r\n"
        ),
        [f"order_lines.csv line 4 order_on {NOT_A_DATE}"],
    ),
    "after a blank line": (
        with_orders(GOOD, "", BAD_DAY),
        [f"order_lines.csv line 4 order_on {NOT_A_DATE}"],
    ),
    "byte order mark": (
        orders_and(order_lines__csv=f"\ufeff{HEAD}\n{BAD_DAY}\n"),
        [f"order_lines.csv line 2 order_on {NOT_A_DATE}"],
    ),
    "semicolons": (
        orders_and(order_lines__csv=f"{HEAD}\n{BAD_DAY}\n".replace(",", ";")),
        [f"order_lines.csv line 2 order_on {NOT_A_DATE}"],
    ),
    "compressed": (
        {
            "customers.csv": CUSTOMERS,
            "order_lines.csv.gz": gzip.compress(f"{HEAD}\n{GOOD}\n{BAD_DAY}\n".encode()),
        },
        [f"order_lines.csv.gz line 3 order_on {NOT_A_DATE}"],
    ),
    "tabs": (
        {"customers.csv": CUSTOMERS, "order_lines.tsv": f"{HEAD}\n{BAD_DAY}\n".replace(",", "\t")},
        [f"order_lines.tsv line 2 order_on {NOT_A_DATE}"],
    ),
    # whole files
    "GB18030 unstated": (
        orders_and(customers__csv="customer_id,name\nC1,北方\n".encode("gb18030")),
        [
            "customers.csv: not UTF-8; two readings of the first such line:"
            " gb18030: C1,北方 / cp1252: C1,±±·½; state it in company.toml:\n"
            '[source.files."customers.csv"]\nencoding = "gb18030"  # or "cp1252"'
        ],
    ),
    "UTF-16 unstated": (
        orders_and(customers__csv=CUSTOMERS.encode("utf-16")),
        [
            "customers.csv: UTF-16, not UTF-8; state it in company.toml:\n"
            '[source.files."customers.csv"]\nencoding = "utf-16"'
        ],
    ),
    "a name twice in the header": (
        with_orders(GOOD + ",5", header=HEAD + ",net_amount"),
        ["order_lines.csv: column 'net_amount' stands twice; name each column once"],
    ),
    "a column without a name": (
        with_orders(GOOD + ",5", header=HEAD + ","),
        ["order_lines.csv: column 7 has no name, and holds '5'; name every column"],
    ),
    "empty file": (
        orders_and(customers__csv=""),
        ["customers.csv: the file is empty; export it again"],
    ),
    "header only": (
        orders_and(visits__csv=VISITS),
        ["visits.csv: a header and no rows; export it again if it should have rows"],
    ),
    "a quote not closed": (
        with_orders(GOOD, 'O2,1,2026-10-05,"C1,2,100'),
        [
            "order_lines.csv line 3 = 'O2,1,2026-10-05,\"C1,2,100': a quote is not closed, or"
            " something stands behind its end; check quotes and delimiters on that line"
        ],
    ),
    "text behind a quote": (
        with_orders(GOOD, 'O2,1,2026-10-05,"C1"x,2,100'),
        [
            "order_lines.csv line 3 = 'O2,1,2026-10-05,\"C1\"x,2,100': a quote is not closed, or"
            " something stands behind its end; check quotes and delimiters on that line"
        ],
    ),
    "too many fields": (
        with_orders(GOOD, "O2,1,2026-10-05,C1,2,100,7"),
        [
            "order_lines.csv line 3 = 'O2,1,2026-10-05,C1,2,100,7': 7 fields where the header has"
            " 6; check quotes and delimiters on that line"
        ],
    ),
    "too few fields": (
        with_orders(GOOD, "O2,1,2026-10-05,C1,2"),
        [
            "order_lines.csv line 3 = 'O2,1,2026-10-05,C1,2': 5 fields where the header has 6;"
            " check quotes and delimiters on that line"
        ],
    ),
    "no export": (
        orders_and(notes__pdf="x"),
        [
            "notes.pdf: not an export that salesnb reads (CSV, TXT, XLSX, Parquet); convert it,"
            " or name it under source.ignore in company.toml"
        ],
    ),
    "one table from two files": (
        orders_and(customers__tsv=CUSTOMERS.replace(",", "\t")),
        [
            "customers.tsv: two files give the table customers: customers.tsv and customers.csv;"
            " keep one"
        ],
    ),
    "nothing usable": (
        {"customers.csv": CUSTOMERS},
        [
            "(exports): none of order_lines, invoice_lines, leads, opportunities is there;"
            " export one of them, or map one in company.toml"
        ],
    ),
    # tables and columns
    "a table nearly known": (
        orders_and(custmers__csv=CUSTOMERS),
        ["custmers.csv: no table 'custmers' is known; did you mean 'customers'?"],
    ),
    "a table not known": (
        orders_and(zebra__csv="a\n1\n"),
        ["zebra.csv: no table 'zebra' is known; map it, or name it under source.ignore"],
    ),
    "a column not known": (
        with_orders(GOOD + ",x", header=HEAD + ",zzzqqq"),
        ["order_lines.csv zzzqqq: column 'zzzqqq' is not known; it is not used"],
    ),
    "a required column misspelt": (
        with_orders(GOOD, header=HEAD.replace("net_amount", "net_amout")),
        [
            "order_lines.csv net_amout: column 'net_amout' is not known;"
            " did you mean 'net_amount'?",
            "order_lines.csv net_amount: column 'net_amount' is missing; rename 'net_amout'?",
        ],
    ),
    "a required column missing": (
        with_orders("O1,1,C1,2,100", header=HEAD.replace("order_on,", "")),
        [
            "order_lines.csv order_on: column 'order_on' is missing;"
            " export it, or map it in company.toml"
        ],
    ),
    # rows
    "the same row twice": (
        with_orders(GOOD, GOOD),
        [
            "order_lines.csv line 3 order_id = 'O1': the whole row stands already at line 2;"
            ' delete one, or write drop = { duplicate_row = ["order_lines"] } under `[gate]` in'
            " company.toml; where both are right, number them in a mapping:"
            ' line_id = "row_number(order_id)"'
        ],
    ),
    "a key twice": (
        with_orders(GOOD, GOOD.replace("100", "200")),
        [
            "order_lines.csv line 3 order_id = 'O1': the key O1, 1 stands already at line 2,"
            " with other values; correct one of them"
        ],
    ),
    "unknown customer": (
        with_orders("O1,1,2026-10-05,C10,2,100", "O2,1,2026-10-05,C10,2,12300"),
        [
            "order_lines.csv line 2 customer_id = 'C10': not in customers.csv (2 lines, 12,400.00);"
            " did you mean 'C1'?"
        ],
    ),
    "unknown customer, two as near": (
        with_orders(GOOD, "O2,1,2026-10-05,C3,2,100"),
        [
            "order_lines.csv line 3 customer_id = 'C3': not in customers.csv (1 line, 100.00);"
            " add it there, or correct it"
        ],
    ),
    "unknown customer, none near": (
        with_orders(GOOD, "O2,1,2026-10-05,XYZ,2,100"),
        [
            "order_lines.csv line 3 customer_id = 'XYZ': not in customers.csv (1 line, 100.00);"
            " add it there, or correct it"
        ],
    ),
    "shares not 1": (
        orders_and(reps__csv=REPS, customer_reps__csv=SHARES + "C1,R1,2026-01-01,,0.6\n"),
        [
            "customer_reps.csv line 2 credit_share = '0.6': the shares of credit do not add up to"
            " 1; correct credit_share"
        ],
    ),
    "validity overlaps": (
        orders_and(
            products__csv="product_id,name\nP1,Pump\n",
            product_prices__csv="product_id,valid_from,valid_to,list_price\n"
            "P1,2026-01-01,2026-07-01,5\nP1,2026-06-30,,6\n",
        ),
        [
            "product_prices.csv line 3 valid_from = '2026-06-30': two prices are valid on one day;"
            " correct valid_from, valid_to"
        ],
    ),
    "dates in disorder": (
        orders_and(reps__csv=REPS.replace("2020-01-01,", "2020-01-01,2019-12-31")),
        [
            "reps.csv line 2 hired_on = '2020-01-01': left before being hired;"
            " correct hired_on, left_on"
        ],
    ),
    "dates in disorder, warned": (
        orders_and(
            instalments__csv="instalment_id,customer_id,issued_on,due_on,due_amount\n"
            "I1,C1,2026-10-09,2026-10-08,5\n"
        ),
        [
            "instalments.csv line 2 issued_on = '2026-10-09': due before it was issued;"
            " correct issued_on, due_on",
            NO_PAYMENTS,
        ],
    ),
    "regions in a circle": (
        orders_and(regions__csv="region_id,name,parent_id\nN,North,S\nS,South,N\n"),
        [
            "regions.csv line 2 region_id = 'N': is part of itself; correct region_id, parent_id",
            "regions.csv line 3 region_id = 'S': is part of itself; correct region_id, parent_id",
        ],
    ),
    "control totals": (
        orders_and(
            control_totals__csv="table,rows,net\norder_lines,2,100.5\ncustomers,2,\nvisits,3,\n"
        ),
        [
            "control_totals.csv order_lines.rows = '2': order_lines.csv has 1;"
            " export the table again, or correct its control total",
            "control_totals.csv order_lines.net = '100.5': order_lines.csv has 100;"
            " export the table again, or correct its control total",
            "control_totals.csv table = 'visits': this table did not come in; export it",
        ],
    ),
}
WARNINGS = {
    "header only",
    "no export",
    "a table nearly known",
    "a table not known",
    "a column not known",
    "dates in disorder, warned",
}
