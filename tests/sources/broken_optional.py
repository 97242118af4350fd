"""Broken rows of optional tables: one tiny company per kind, and the exact words of the gate."""

from __future__ import annotations

from typing import Any

from broken import REPS, orders_and

REBATES = "customer_id,threshold_amount,rebate_share,valid_from,valid_to\n"
RIVALS = "competitor_id,name\nK1,Zhongtai\nK2,Ruifeng\n"
SUPPLIED = "customer_id,competitor_id,purchase_share,observed_on\n"

DEALS = "opportunity_id,customer_id,created_on,stage\nD1,C1,2026-09-01,won\nD2,C2,2026-09-01,won\n"
OPEN = "as_of_on,order_id,line_id,customer_id,order_on,open_amount\n"

CUSTOMER_COLUMNS = (
    "name, name_zh, kind, group_id, segment, segment_zh, region_id, city, latitude, longitude,"
    " rep_id, settlement_id, sales_method_id, onboarded_on, credit_limit, security_amount,"
    " risk_rating, n_employees, purchase_potential, storage_area, n_sales_staff, n_outlets,"
    " resale_price_index, contact_name, phone, opening_hours, visit_minutes, merged_into, is_active"
)

CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a change of what is no column of customers": (
        orders_and(
            customer_changes__csv="customer_id,field,old_value,new_value,changed_on\n"
            "C1,fax,1,2,2026-10-05\nC1,credit_limits,1,2,2026-10-05\nC2,city,X,Y,2026-10-06\n"
        ),
        [
            "customer_changes.csv line 2 field = 'fax': not in the list; one of:"
            f" {CUSTOMER_COLUMNS}",
            "customer_changes.csv line 3 field = 'credit_limits': not in the list;"
            " did you mean 'credit_limit'?",
        ],
    ),
    "customers merged in a circle": (
        orders_and(customers__csv="customer_id,name,merged_into\nC1,North,C2\nC2,South,C1\n"),
        [
            f"customers.csv line {line} customer_id = '{one}': is merged into itself in the end;"
            " correct customer_id, merged_into"
            for line, one in ((2, "C1"), (3, "C2"))
        ],
    ),
    "opening hours in words": (
        orders_and(
            customers__csv="customer_id,name,opening_hours\n"
            "C1,North,mornings\nC2,South,周一-周五 8:30-17:30\nC3,West,Mon-Fri 08:30-17:30\n"
        ),
        [
            "customers.csv line 2 opening_hours = 'mornings': not in the expected form;"
            " write hours as Mon-Fri 08:30-17:30; Sat 09:00-12:00"
        ],
    ),
    "a visit that ended before it began": (
        orders_and(
            reps__csv=REPS,
            visits__csv="visit_id,rep_id,visit_date,started_at,ended_at\n"
            "V1,R1,2026-10-06,2026-10-06 15:00,2026-10-06 14:00\n"
            "V2,R1,2026-10-07,2026-10-07 14:00,2026-10-07 15:00\nV3,R1,2026-10-08,,\n",
        ),
        [
            "visits.csv line 2 started_at = '2026-10-06 15:00': ends before it starts;"
            " correct started_at, ended_at"
        ],
    ),
    "two rebates at once": (
        orders_and(rebate_terms__csv=f"{REBATES}C1,5,0.1,2026-01-01,\nC1,5,0.2,2026-03-01,\n"),
        [
            "rebate_terms.csv line 3 valid_from = '2026-03-01': the same threshold is valid twice"
            " on one day; correct valid_from, valid_to"
        ],
    ),
    "buying more earns less": (
        orders_and(
            rebate_terms__csv=f"{REBATES}C1,500,0.01,2026-01-01,\nC1,90,0.02,2026-01-01,\n"
            "C2,900,0.01,2026-01-01,\n"
        ),
        [
            "rebate_terms.csv line 2 threshold_amount = '500': buying more brings a lower rebate;"
            " correct threshold_amount, rebate_share"
        ],
    ),
    "rivals supply more than all": (
        orders_and(
            competitors__csv=RIVALS,
            customer_rivals__csv=f"{SUPPLIED}C1,K1,0.6,2026-10-01\nC1,K2,0.5,2026-10-01\n"
            "C2,K1,0.6,2026-10-01\nC2,K2,0.4,2026-10-01\n",
        ),
        [
            f"customer_rivals.csv line {line} purchase_share = '{share}': the rivals' shares of one"
            " customer add up to more than 1; correct purchase_share"
            for line, share in ((2, "0.6"), (3, "0.5"))
        ],
    ),
    "a grade beyond the rubric": (
        orders_and(milestones__csv="milestone_id,name,due_on,grade\nM1,Fair,2026-10-01,5\n"),
        ["milestones.csv line 2 grade = '5': too large; write 4 or less"],
    ),
    "an influence beyond all": (
        orders_and(
            contact_edges__csv="from_id,to_id,relation,influence\nP1,C1,advises,1\n"
            "P2,C1,advises,2.5\n"
        ),
        ["contact_edges.csv line 3 influence = '2.5': too large; write 1 or less"],
    ),
    "a line of a deal that nobody ordered": (
        orders_and(
            opportunities__csv=DEALS,
            deal_sales__csv="opportunity_id,order_id,line_id\nD1,O1,1\nD1,O1,2\n",
        ),
        [
            "deal_sales.csv line 3 order_id = 'O1': no such line in order_lines.csv;"
            " add it there, or correct it"
        ],
    ),
    "a line of another customer's deal": (
        orders_and(
            opportunities__csv=DEALS,
            deal_sales__csv="opportunity_id,order_id,line_id\nD2,O1,1\n",
        ),
        [
            "deal_sales.csv line 2 order_id = 'O1': the order is of another customer than the deal;"
            " correct one of them"
        ],
    ),
    "open before it was ordered": (
        orders_and(open_orders__csv=f"{OPEN}2026-09-30,O1,1,C1,2026-10-05,100\n"),
        [
            "open_orders.csv line 2 order_on = '2026-10-05': ordered after the day of the list;"
            " correct order_on, as_of_on"
        ],
    ),
    "a next step before the deal": (
        orders_and(
            opportunities__csv="opportunity_id,created_on,stage,next_step_on\n"
            "D1,2026-10-05,proposal,2026-10-04\n"
        ),
        [
            "opportunities.csv line 2 created_on = '2026-10-05': next step before it was created;"
            " correct created_on, next_step_on"
        ],
    ),
    "a touch with nobody": (
        orders_and(
            leads__csv="lead_id,created_on\nL1,2026-10-01\n",
            touches__csv="touch_id,touched_on,lead_id\nT1,2026-10-02,L1\nT2,2026-10-02,\n",
        ),
        [
            "touches.csv line 3 lead_id = '': names neither a lead nor a deal nor an organisation;"
            " correct lead_id, opportunity_id, organisation_id"
        ],
    ),
    "weekdays that are none": (
        orders_and(reps__csv="rep_id,name,home_days\nR1,Li,Fri\nR2,Wu,周一 周三\nR3,He,twice\n"),
        [
            "reps.csv line 4 home_days = 'twice': not in the expected form;"
            " write weekdays as Mon Wed Fri"
        ],
    ),
    "an outlet in two states": (
        orders_and(
            outlet_states__csv="outlet_id,status,valid_from,valid_to\n"
            "OU1,prospect,2026-01-01,2026-07-01\nOU1,customer,2026-06-30,\n"
        ),
        [
            "outlet_states.csv line 3 valid_from = '2026-06-30': an outlet has two states on one"
            " day; correct valid_from, valid_to"
        ],
    ),
}
WARNINGS = {
    "buying more earns less",
    "a line of another customer's deal",
    "a next step before the deal",
}
