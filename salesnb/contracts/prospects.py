"""Who might buy: lists in which firms stand, organisations, and every touch with them."""

from __future__ import annotations

from salesnb.contracts.fields import N_, Check, Table
from salesnb.contracts.shorthand import (
    RECORDED,
    REGION,
    REP,
    choice,
    day,
    flag,
    ident,
    key,
    number,
    text,
    whole,
)

LISTINGS = Table(
    name="listings",
    label=N_("Listings"),
    grain=N_("one row per firm as it stands in a list: directory, member list, exhibition, web"),
    key=("listing_id",),
    fields=(
        key("listing_id", N_("Listing")),
        ident("lead_source_id", N_("Lead source"), of="lead_sources"),
        text("name", N_("Name"), required=True),
        text("name_zh", N_("Chinese name")),
        text("phone", N_("Telephone")),
        text("address", N_("Address")),
        REGION,
        text("segment", N_("Segment")),
        flag("has_consent", N_("Consent given")),
        day("seen_on", N_("Seen on"), required=True),
    ),
    event_on="seen_on",
    owner=N_("Marketing"),
)

ORGANISATIONS = Table(
    name="organisations",
    label=N_("Organisations"),
    grain=N_("one row per authority, association or other body with influence"),
    key=("organisation_id",),
    fields=(
        key("organisation_id", N_("Organisation")),
        text("name", N_("Name"), required=True),
        text("name_zh", N_("Chinese name")),
        choice("kind", N_("Kind"), "authority", "association", "institute", "media", "other"),
        REGION,
        text("phone", N_("Telephone")),
        text("address", N_("Address")),
        whole("n_members", N_("Members")),
    ),
    owner=N_("Marketing"),
)

TOUCHES = Table(
    name="touches",
    label=N_("Touches"),
    grain=N_("one row per touch with a lead, in a deal or with an organisation"),
    key=("touch_id",),
    fields=(
        key("touch_id", N_("Touch")),
        day("touched_on", N_("Touched on"), required=True),
        choice(
            "kind",
            N_("Kind"),
            "call",
            "visit",
            "message",
            "meeting",
            "seminar",
            "sample",
            "offer",
            "other",
        ),
        ident("lead_id", N_("Lead"), of="leads"),
        ident("opportunity_id", N_("Deal"), of="opportunities"),
        ident("organisation_id", N_("Organisation"), of="organisations"),
        REP,
        number("hours", N_("Hours"), unit="h", sign=">=0"),
        RECORDED,
    ),
    checks=(
        Check(
            "one_is_stated",
            ("lead_id", "opportunity_id", "organisation_id"),
            N_("names neither a lead nor a deal nor an organisation"),
        ),
    ),
    event_on="touched_on",
    owner=N_("Salespeople"),
)
