"""All tables of the company: those that rest on the orders, and those that stand on their own."""

from __future__ import annotations

import pandas as pd

from salesnb.contracts import TABLES
from salesnb.demo.customers import masters
from salesnb.demo.deals import beginnings, deal_tables, deals, listings, tenders, touches
from salesnb.demo.facts import customer_facts, fieldwork, market, network, outlet_facts, steps
from salesnb.demo.field import actions, aims, expenses, field_facts, reporting, visits
from salesnb.demo.plan import forecasts, judgements, targets
from salesnb.demo.prospects import marketing
from salesnb.demo.sales import (
    agreements,
    approvals,
    cash,
    distributors,
    invoices,
    order_book,
    orders,
    promotions,
)
from salesnb.demo.sales.orders import World
from salesnb.demo.truths.truth import Truth

Tables = dict[str, pd.DataFrame]
MASTERS = """
    regions products product_prices reps customers customer_changes settlement_terms
    sales_methods marketing_channels lead_sources competitors
"""
CASH = "instalments receipts receipt_allocations write_offs payment_promises"
CONTROLLED = "invoice_lines order_lines instalments receipts receipt_allocations"


def generate(truth: Truth, *, scale: float = 1.0) -> Tables:
    """Return all tables of the company in memory, by canonical name.

    `scale` multiplies the orders per customer (not the customers).
    """
    world = World(truth, scale)
    ordered = orders.order_lines(world)
    billed = invoices.invoice_lines(truth, ordered)
    books = cash.ledgers(truth, billed)
    tables = independent(world) | {"order_lines": ordered, "invoice_lines": billed}
    tables |= {name: getattr(books, name) for name in CASH.split()}
    tables |= _of_orders(world, tables)
    tables["control_totals"] = _control_totals(tables)
    return tables


def independent(world: World) -> Tables:
    """Return the tables that do not rest on the orders: masters, market, leads, deals, visits."""
    truth = world.truth
    tables = {name: getattr(masters, name)(truth) for name in MASTERS.split()}
    tables["customers"] = beginnings.onboarded(truth, tables["customers"])
    tables["customer_reps"] = world.owners
    tables["promotions"] = promotions.promotions(truth)
    tables["spend"] = marketing.spend(truth)
    tables["leads"] = deals.leads(truth)
    tables["opportunities"] = deal_tables.opportunities_known(truth)
    tables["opportunity_changes"] = deal_tables.opportunity_changes(truth)
    tables["touches"] = touches.touches(truth)
    tables["visits"] = visits.visits(truth)
    objectives = aims.visit_objectives(truth)
    tables["visit_objectives"] = field_facts.with_checklists(truth, objectives)
    tables["spend"] = field_facts.with_drivers(truth, tables["spend"])
    tables["reps"] = field_facts.with_days(truth, tables["reps"])
    return tables | _surroundings(world)


def _surroundings(world: World) -> Tables:
    """Return what happens around the firm: its market, its people, what is known and judged."""
    truth = world.truth
    registered = fieldwork.outlets(world)
    return {
        "market_sizes": market.market_sizes(truth),
        "price_observations": market.price_observations(truth),
        "competitor_observations": market.competitor_observations(truth),
        "complaints": market.complaints(truth),
        "milestones": steps.with_proof(market.milestones(truth)),
        "absences": actions.absences(truth),
        "reports": reporting.reports(truth),
        "expenses": expenses.with_freight(truth, expenses.expenses(truth)),
        "outlets": outlet_facts.with_size(truth, registered),
        "outlet_states": outlet_facts.outlet_states(truth, registered),
        "outlet_products": outlet_facts.outlet_products(world, registered),
        "travel_times": fieldwork.travel_times(world),
        "contact_edges": touches.with_competitors(truth, network.contact_edges(world)),
        "listings": listings.listings(truth),
        "organisations": touches.organisations(truth),
        "needs": tenders.needs(truth),
        "judgements": judgements.judgements(truth),
    }


def _of_orders(world: World, tables: Tables) -> Tables:
    """Return what follows from the orders beside invoices and cash."""
    truth, ordered = world.truth, tables["order_lines"]
    sold = distributors.sell_out(world, ordered)
    return {
        "customers": customer_facts.with_facts(world, tables["customers"], ordered),
        "rebate_terms": customer_facts.rebate_terms(world, ordered),
        "customer_rivals": customer_facts.customer_rivals(world, ordered),
        "deal_sales": order_book.deal_sales(world, tables["opportunities"], ordered),
        "open_orders": order_book.open_orders(truth, ordered, tables["invoice_lines"]),
        "sell_out": sold,
        "issued_targets": targets.issued_targets(world, ordered),
        "commitments": forecasts.commitments(world, ordered),
        "forecast_submissions": forecasts.forecast_submissions(
            world, ordered, tables["opportunities"], tables["absences"]
        ),
        "agreements": agreements.agreements(world, ordered),
        "approvals": approvals.approvals(world, ordered),
        "inspections": fieldwork.inspections(world, tables["outlets"], sold),
    }


def _control_totals(tables: Tables) -> pd.DataFrame:
    """Return rows and net amount per exported file, as the source system would state them."""
    rows = []
    for name in CONTROLLED.split():
        cents = (tables[name][TABLES[name].money] * 100).round().astype("int64").sum()
        rows.append((name, f"{name}.parquet", len(tables[name]), f"{cents / 100:.2f}"))
    return pd.DataFrame(rows, columns=["table", "file", "rows", "net"])
