"""The time zone of a company: as company.toml states it, else its country's."""

from __future__ import annotations

import zoneinfo

from salesnb.settings import Settings

USUAL = {  # of countries with several
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
OTHERWISE = "UTC"


def time_zone(settings: Settings) -> str:
    """Return the name of a company's time zone."""
    stated = settings.source.time_zone
    if stated:
        return stated
    country = settings.company.country
    if country in USUAL:
        return USUAL[country]
    from babel.core import get_global

    zones = [name for name, of in get_global("zone_territories").items() if of == country]
    known = sorted(set(zones) & zoneinfo.available_timezones())
    return known[0] if known else OTHERWISE
