#!/usr/bin/env python3
"""Makes data/holidays/holidays.jsonl.zst, the closed days inside the program.

A maintainer's script; nothing of it runs in a build. In a virtual environment:

    pip install holidays==0.108 zstandard==0.25.0
    python tools/gen_holidays.py            # writes the data
    python tools/gen_holidays.py --check    # fails if the committed data differs from what it would write

Two sources: the PyPI package `holidays` (MIT, see data/holidays/LICENSE-holidays) for countries and their subdivisions,
and data/holidays/by-hand/*.toml for what no package has (Geneva, United Nations, ITU, days to avoid) and for what it
lacks (the day on which a holiday was announced, weekends that changed). The latter win over the former. Their form:

    calendar = "CN"                  # laid over the package's calendar of this id, or a new one
    name, base, years, source        # for a new one; `base` is the calendar it starts from, `source` that of every row
    [[closed]]                       # date | dates | from and to; name; local_name; kind = public | united_nations |
                                     # closure | bridge | religious; certainty = confirmed | estimated | sighted;
                                     # announced_on; source; replace = true takes the place of all of these dates
    [[weekend]]                      # since (absent: at all times); days
    [[announced]]                    # year, on, prefix: days whose name begins so, and made-up working days, were
                                     # known only since that day
    [[rename]]                       # from, to, local_name

Form of the result: one JSON object a line. The first is the header; each other one is a calendar (see
src/domain/calendar/bundle.rs). Dates are whole days since 1 January of the first year; within one row ascending, each
after the first as the difference to the one before.
"""

import argparse
import datetime as dt
import json
import pathlib
import re
import sys
import tomllib
import unicodedata
import warnings

import holidays
import zstandard

FIRST, LAST = 2010, 2040
WANTED = "0.108"
SOURCE = f"PyPI holidays {WANTED}"
ROOT = pathlib.Path(__file__).resolve().parent.parent / "data" / "holidays"
ORIGIN = dt.date(FIRST, 1, 1)
SINCE, UNTIL = dt.date(FIRST, 1, 1), dt.date(LAST, 12, 31)
# Feasts that begin when the moon is seen: past dates are certain now, but were not known long before.
MOON = re.compile(r"Eid|Prophet|Islamic New Year|Hijri|Arafah?|Isra|Ramadan|Ashura|Hari Raya|Mawlid|Lailat")
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# The names of the package's classes, split at capitals, are good names of countries except for these.
NAMES = {
    "BN": "Brunei Darussalam", "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo",
    "CI": "Côte d'Ivoire", "CV": "Cabo Verde", "HK": "Hong Kong, China", "IR": "Iran", "KP": "Democratic People's Republic of Korea",
    "KR": "Republic of Korea", "LA": "Lao P.D.R.", "MO": "Macao, China", "RU": "Russian Federation", "SY": "Syrian Arab Republic",
    "TL": "Timor-Leste", "TR": "Türkiye", "VN": "Viet Nam",
}


def calendar_id(country: str, subdivision: str | None) -> str:
    """`CH` or `CH-GE`; subdivisions with odd names become ASCII words joined by hyphens."""
    if subdivision is None:
        return country
    plain = unicodedata.normalize("NFKD", subdivision).encode("ascii", "ignore").decode()
    return f"{country}-" + re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").upper()


def country_name(code: str) -> str:
    if code in NAMES:
        return NAMES[code]
    words = getattr(holidays, code).__mro__[1].__name__
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return re.sub(r"\b(And|The|Of)\b", lambda word: word.group().lower(), text)


def english(cls) -> str | None:
    languages = [language for language in cls.supported_languages or () if language.startswith("en")]
    return "en_US" if "en_US" in languages else (languages[0] if languages else None)


def days_of(country: str, subdivision: str | None, language: str | None):
    wanted = {"years": range(FIRST, LAST + 1), "expand": False}
    if language:
        wanted["language"] = language
    if subdivision:
        wanted["subdiv"] = subdivision
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some countries are known for fewer years; `known` says so
        return getattr(holidays, country)(**wanted)


def iso_dates(text: str) -> str:
    """American dates inside names, such as `(substituted from 02/11/2018)`, become ISO ones."""
    return re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\1-\2", text)


def entries(country: str, subdivision: str | None) -> tuple[set, object]:
    """{(date, name, local name or None, estimated)} and the package's own object."""
    cls = getattr(holidays, country)
    inside = days_of(country, subdivision, english(cls))
    local = days_of(country, subdivision, cls.default_language) if cls.default_language else inside
    found = set()
    for date, joined in inside.items():
        names, locals_ = joined.split("; "), local.get(date, "").split("; ")
        for number, name in enumerate(names):
            estimated = name.endswith(" (estimated)") or "(observed, estimated)" in name
            clean = iso_dates(name.replace(" (estimated)", "").replace("(observed, estimated)", "(observed)"))
            other = locals_[number] if len(locals_) == len(names) and not estimated else None
            found.add((date, clean, None if other == clean or "(" in (other or "(") else other, estimated))
    return found, inside


def kind_of(name: str) -> str:
    """A day off that must be worked at a weekend is a bridge, not a feast."""
    return "bridge" if name.startswith("Day off (substituted from") else "public"


def numbers(dates) -> list[int]:
    found = sorted((date - ORIGIN).days for date in dates)
    return found[:1] + [after - before for before, after in zip(found, found[1:])]


def rows(found: set) -> list[dict]:
    """Entries grouped by name; one spelling of the local name for all of them."""
    groups: dict = {}
    for date, name, local, estimated in sorted(found, key=lambda entry: (entry[1], entry[0])):
        group = groups.setdefault(name, {"n": name, "l": None, "d": [], "e": []})
        group["l"] = group["l"] or local
        group["e" if estimated else "d"].append(date)
    made = []
    for group in groups.values():
        row = {"n": group["n"]}
        if group["l"]:
            row["l"] = group["l"]
        if kind_of(group["n"]) != "public":
            row["k"] = kind_of(group["n"])
        if group["d"] and group["e"] and MOON.search(group["n"]):
            row["m"] = True
        for key in "de":
            if group[key]:
                row[key] = numbers(group[key])
        made.append(row)
    return sorted(made, key=lambda row: ((row.get("d") or row["e"])[0], row["n"]))


def weekend_of(days) -> list[dict]:
    free = sorted(days.weekend)
    return [] if free == [5, 6] else [{"days": free}]


def known_years(country: str) -> tuple[int, int]:
    cls = getattr(holidays, country)
    return max(FIRST, cls.start_year), min(LAST, cls.end_year)


def from_package() -> dict[str, dict]:
    made = {}
    for country, subdivisions in sorted(holidays.list_supported_countries(include_aliases=False).items()):
        base, package = entries(country, None)
        first, last = known_years(country)
        line = {"id": country, "name": country_name(country)}
        if (first, last) != (FIRST, LAST):
            line["years"] = [first, last]
        line |= {"weekend": weekend_of(package), "days": rows(base)}
        worked = [date for date in getattr(package, "weekend_workdays", set()) if SINCE <= date <= UNTIL]
        if worked:
            line["working"] = [{"n": "Made-up working day", "d": numbers(worked)}]
        made[country] = line
        aliases = {}
        for alias, code in (getattr(package, "subdivisions_aliases", {}) or {}).items():
            aliases.setdefault(code, alias)
        for subdivision in subdivisions:
            found, package = entries(country, subdivision)
            own = {(date, name) for date, name, *_ in found}
            line = {
                "id": calendar_id(country, subdivision),
                "name": f"{country_name(country)}, {aliases.get(subdivision, subdivision)}",
                "base": country,
                "weekend": weekend_of(package),
                "days": rows({entry for entry in found if entry[:2] not in {e[:2] for e in base}}),
                "without": [
                    {"n": name, "d": numbers(date for date, other, *_ in base if other == name and (date, name) not in own)}
                    for name in sorted({name for date, name, *_ in base if (date, name) not in own})
                ],
            }
            made[line["id"]] = line
    return made


def dates_of(row: dict) -> list[dt.date]:
    if "date" in row:
        return [row["date"]]
    if "dates" in row:
        return row["dates"]
    return [row["from"] + dt.timedelta(days=n) for n in range((row["to"] - row["from"]).days + 1)]


def add_by_hand(made: dict[str, dict], path: pathlib.Path) -> None:
    """One file in the form of an overlay, laid over the calendar of its id."""
    text = tomllib.loads(path.read_text(encoding="utf-8"))
    name = text["calendar"]
    line = made.setdefault(name, {"id": name, "days": []})
    for key in ("name", "base", "years"):
        if text.get(key):
            line[key] = text[key]
    for row in text.get("rename", []):
        for old in line["days"]:
            if old["n"] == row["from"]:
                old |= {"n": row["to"], "l": row["local_name"]}
    if "weekend" in text:
        line["weekend"] = [
            ({"since": (row["since"] - ORIGIN).days} if "since" in row else {})
            | {"days": [WEEKDAYS.index(day) for day in row["days"]]}
            for row in text["weekend"]
        ]
    for row in text.get("closed", []):
        dates = dates_of(row)
        if row.get("replace"):
            drop(line, dates, None)
        else:
            drop(line, dates, row["name"])
        new = {"n": row["name"]}
        for short, long in (("l", "local_name"), ("k", "kind")):
            if row.get(long, "public") != "public":
                new[short] = row[long]
        if "announced_on" in row:
            new["a"] = (row["announced_on"] - ORIGIN).days
        new["s"] = row.get("source", text.get("source", "by hand"))
        if row.get("certainty") == "sighted":
            new["m"] = True
        new["e" if row.get("certainty") == "estimated" else "d"] = numbers(dates)
        line["days"].append(new)
    for row in text.get("announced", []):
        announce(line, row["year"], (row["on"] - ORIGIN).days, row.get("source", text.get("source")), row["prefix"])


def absolute(offsets: list[int]) -> list[int]:
    total, found = 0, []
    for offset in offsets:
        total += offset
        found.append(total)
    return found


def drop(line: dict, dates: list[dt.date], name: str | None) -> None:
    """Takes these dates out of the rows of this name, or out of all rows."""
    gone = {(date - ORIGIN).days for date in dates}
    for row in line["days"]:
        if name is None or row["n"] == name:
            for key in "de":
                if key in row:
                    kept = [ORIGIN + dt.timedelta(days=day) for day in absolute(row[key]) if day not in gone]
                    row.pop(key)
                    if kept:
                        row[key] = numbers(kept)
    line["days"] = [row for row in line["days"] if "d" in row or "e" in row]


def announce(line: dict, year: int, on: int, source: str, prefix: str) -> None:
    """Rows whose name starts with `prefix`, and made-up working days, were known in `year` only since `on`."""
    for key in ("days", "working"):
        for row in [row for row in line.get(key, []) if key == "working" or row["n"].startswith(prefix)]:
            days = absolute(row.get("d", []))
            within = [day for day in days if (ORIGIN + dt.timedelta(days=day)).year == year]
            if not within:
                continue
            rest = [ORIGIN + dt.timedelta(days=day) for day in days if day not in within]
            line[key].remove(row)
            if rest:
                line[key].append(row | {"d": numbers(rest)})
            line[key].append(row | {"a": on, "s": source, "d": numbers(ORIGIN + dt.timedelta(days=day) for day in within)})


def build() -> tuple[bytes, int]:
    if holidays.__version__ != WANTED:
        sys.exit(f"install holidays=={WANTED}; this is {holidays.__version__}")
    made = from_package()
    for path in sorted((ROOT / "by-hand").glob("*.toml")):
        add_by_hand(made, path)
    header = {"format": "convoke-holidays/1", "first": FIRST, "last": LAST, "source": SOURCE}
    lines = [header] + [{key: value for key, value in made[name].items() if value != []} for name in sorted(made)]
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    return text.encode(), len(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed data instead of writing it")
    arguments = parser.parse_args()
    plain, calendars = build()
    target = ROOT / "holidays.jsonl.zst"
    if arguments.check:
        if zstandard.ZstdDecompressor().decompress(target.read_bytes()) != plain:
            sys.exit(f"{target} is not what this script makes")
        return
    packed = zstandard.ZstdCompressor(level=19, write_content_size=True).compress(plain)
    target.write_bytes(packed)
    print(f"{calendars} calendars, {len(plain)} bytes, {len(packed)} compressed -> {target}")


if __name__ == "__main__":
    main()
