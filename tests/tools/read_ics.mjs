// Reads calendars with npm `ical.js` in its strict mode; prints what it found as JSON, one list of components a calendar.
//
//     node read_ics.mjs FILE
//
// Times are printed as UTC instants, by the time-zone definitions inside the calendar alone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.CONVOKE_TEST_TOOLS + "/");
const { default: ICAL } = await import(pathToFileURL(require.resolve("ical.js")));
ICAL.design.strict = true;

function instant(property) {
  const time = property.getFirstValue();
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone) return "floating " + time.toString();
  return time.convertToZone(ICAL.Timezone.utcTimezone).toString();
}

function person(property) {
  const parameters = {};
  for (const [name, value] of Object.entries(property.jCal[1]).sort()) parameters[name.toUpperCase()] = value;
  return { address: property.getFirstValue(), ...parameters };
}

function component(found) {
  const result = { kind: found.name.toUpperCase() };
  result.names = [...new Set(found.getAllProperties().map((property) => property.name.toUpperCase()))].sort();
  for (const name of ["UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "URL", "SEQUENCE"]) {
    const property = found.getFirstProperty(name.toLowerCase());
    if (property) result[name] = String(property.getFirstValue());
  }
  for (const name of ["DTSTART", "DTEND", "DUE", "DTSTAMP"]) {
    const property = found.getFirstProperty(name.toLowerCase());
    if (property) result[name] = instant(property);
  }
  for (const name of ["ORGANIZER", "ATTENDEE", "CONFERENCE"]) {
    const properties = found.getAllProperties(name.toLowerCase());
    if (properties.length) result[name] = properties.map(person);
  }
  result.children = found.getAllSubcomponents().map((child) => ({
    kind: child.name.toUpperCase(),
    names: child.getAllProperties().map((property) => property.name.toUpperCase()).sort(),
  }));
  return result;
}

const text = readFileSync(process.argv[2], "utf8");
const calendars = text.split(/(?=BEGIN:VCALENDAR\r\n)/).filter(Boolean).map((one) => {
  const calendar = new ICAL.Component(ICAL.parse(one));
  return {
    method: calendar.getFirstPropertyValue("method") ?? "",
    prodid: calendar.getAllProperties("prodid").map((property) => property.getFirstValue()),
    problems: [],
    components: calendar.getAllSubcomponents().filter((part) => part.name !== "vtimezone").map(component),
  };
});
process.stdout.write(JSON.stringify(calendars));
