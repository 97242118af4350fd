"""How routes are planned, as company.toml states it under [rules]."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from salesnb.visit_rules import VisitRules

Speed = Annotated[float, Field(ge=5, le=120)]


class RouteRules(VisitRules):
    """How long ways take, when days begin, and how long is searched for a rep's plan.

    `detour_factor`: kilometres of road per kilometre as the crow flies. `city_km`: of a way so many
    kilometres are driven at the speed in town, the rest at the speed on the road; the two speeds
    hold for reps of whom the table reps states none. `day_begins`: HH:MM. `route_moves`: moves of
    the search for each rep; more of them take longer and find shorter ways.
    """

    detour_factor: float = Field(default=1.3, ge=1, le=3)
    city_km: float = Field(default=15.0, ge=0)
    usual_city_speed: Speed = 30.0
    usual_road_speed: Speed = 70.0
    day_begins: str = Field(default="08:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    route_moves: int = Field(default=600, ge=1, le=1_000_000)
