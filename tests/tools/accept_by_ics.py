"""Reads each calendar of a file with `ics`; prints the UTC starts of its events, sorted, as JSON, one list a calendar.

    python3 accept_by_ics.py FILE
"""
import json
import sys
from datetime import timezone

import ics


def start(event):
    if event.all_day:
        return event.begin.date().isoformat()
    return event.begin.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


text = open(sys.argv[1], encoding="utf-8", newline="").read()
calendars = ics.Calendar.parse_multiple(text)
json.dump([sorted(start(event) for event in calendar.events) for calendar in calendars], sys.stdout)
