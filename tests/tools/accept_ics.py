"""Reads each calendar of a file with `vobject`; prints the UTC start of each event as JSON, one list a calendar.

    python3 accept_ics.py FILE
"""
import json
import sys
from datetime import datetime, timezone

import vobject


def start(event):
    value = event.dtstart.value
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


text = open(sys.argv[1], encoding="utf-8", newline="").read()
calendars = []
for calendar in vobject.readComponents(text, validate=True):
    calendars.append([start(event) for event in calendar.contents.get("vevent", [])])
json.dump(calendars, sys.stdout)
