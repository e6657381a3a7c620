"""Reads calendars with python `icalendar`; prints what it found as JSON, one list of components a calendar.

    python3 read_ics.py FILE

Times are printed as UTC instants. Zones in the calendar are renamed first, so that the reader's own tables do not help.
"""
import json
import re
import sys
from datetime import datetime, timezone

import icalendar


def instant(value):
    value = value.dt
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return "floating " + value.isoformat()
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def each(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def person(value):
    return {"address": str(value), **{key: str(text) for key, text in sorted(value.params.items())}}


def component(found):
    texts = ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "URL", "SEQUENCE")
    result = {"kind": found.name, "names": sorted(set(found.keys()))}
    for name in texts:
        if name in found:
            result[name] = str(found[name])
    for name in ("DTSTART", "DTEND", "DUE", "DTSTAMP"):
        if name in found:
            result[name] = instant(found[name])
    for name in ("ORGANIZER", "ATTENDEE", "CONFERENCE"):
        if name in found:
            result[name] = [person(value) for value in each(found[name])]
    result["children"] = [{"kind": child.name, "names": sorted(child.keys())} for child in found.subcomponents]
    return result


def main():
    text = open(sys.argv[1], encoding="utf-8", newline="").read()
    text = re.sub(r"(TZID[=:])([A-Za-z_]+)/", r"\1Renamed-\2/", text)
    calendars = []
    for calendar in icalendar.Calendar.from_ical(text, multiple=True):
        problems = [str(error) for part in calendar.walk() for error in part.errors]
        calendars.append(
            {
                "method": str(calendar.get("METHOD", "")),
                "prodid": [str(value) for value in each(calendar.get("PRODID"))],
                "problems": problems,
                "components": [component(part) for part in calendar.subcomponents if part.name != "VTIMEZONE"],
            }
        )
    json.dump(calendars, sys.stdout, ensure_ascii=False)


main()
