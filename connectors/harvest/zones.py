"""Harvest's names of time zones, which are display names such as `Eastern Time (US & Canada)`, as IANA zones."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

_AREAS = ("Europe", "America", "Asia", "Australia", "Africa", "Pacific", "Atlantic", "Indian")
NAMED_OTHERWISE = {
    # regions
    "Alaska": "America/Anchorage",
    "American Samoa": "Pacific/Pago_Pago",
    "Arizona": "America/Phoenix",
    "Atlantic Time (Canada)": "America/Halifax",
    "Cape Verde Is.": "Atlantic/Cape_Verde",
    "Central America": "America/Guatemala",
    "Central Time (US & Canada)": "America/Chicago",
    "Chatham Is.": "Pacific/Chatham",
    "Eastern Time (US & Canada)": "America/New_York",
    "Greenland": "America/Nuuk",
    "Hawaii": "Pacific/Honolulu",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Marshall Is.": "Pacific/Majuro",
    "Mid-Atlantic": "Atlantic/South_Georgia",
    "Midway Island": "Pacific/Midway",
    "Mountain Time (US & Canada)": "America/Denver",
    "New Caledonia": "Pacific/Noumea",
    "Newfoundland": "America/St_Johns",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Samoa": "Pacific/Apia",
    "Saskatchewan": "America/Regina",
    "Solomon Is.": "Pacific/Guadalcanal",
    "Tokelau Is.": "Pacific/Fakaofo",
    "UTC": "UTC",
    "West Central Africa": "Africa/Lagos",
    # cities that have no zone of their own name
    "Abu Dhabi": "Asia/Dubai",
    "Beijing": "Asia/Shanghai",
    "Bern": "Europe/Zurich",
    "Brasilia": "America/Sao_Paulo",
    "Chennai": "Asia/Kolkata",
    "Edinburgh": "Europe/London",
    "Ekaterinburg": "Asia/Yekaterinburg",
    "Georgetown": "America/Guyana",
    "Guadalajara": "America/Mexico_City",
    "Hanoi": "Asia/Ho_Chi_Minh",
    "Islamabad": "Asia/Karachi",
    "Mumbai": "Asia/Kolkata",
    "New Delhi": "Asia/Kolkata",
    "Nuku'alofa": "Pacific/Tongatapu",
    "Osaka": "Asia/Tokyo",
    "Pretoria": "Africa/Johannesburg",
    "Quito": "America/Guayaquil",
    "Sapporo": "Asia/Tokyo",
    "Sri Jayawardenepura": "Asia/Colombo",
    "St. Petersburg": "Europe/Moscow",
    "Wellington": "Pacific/Auckland",
}
"""`Astana` and `International Date Line West` are missing: versions of the list disagree about where they are."""


@cache
def to_zone(name: str) -> ZoneInfo | None:
    """The zone that Harvest means, by its own name or an IANA one; None for a name that nobody can be sure of."""
    known = NAMED_OTHERWISE.get(name)
    city = name.replace(" ", "_")
    candidates = [known] if known else [name, *(f"{area}/{city}" for area in _AREAS)] if "/" not in city else [name]
    return next((zone for candidate in candidates if (zone := _zone(candidate)) is not None), None)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
