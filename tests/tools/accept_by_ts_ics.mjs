// Reads each calendar of a file with npm `ts-ics`; prints the UTC starts of its events, sorted, as JSON, one list a calendar.
//
//     node accept_by_ts_ics.mjs FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.CONVOKE_TEST_TOOLS + "/");
const { convertIcsCalendar } = require("ts-ics");

const calendars = readFileSync(process.argv[2], "utf8").split(/(?=BEGIN:VCALENDAR\r\n)/).filter(Boolean);
const start = ({ start }) => {
  const text = start.date.toISOString();
  return start.type === "DATE" ? text.slice(0, 10) : text.replace(".000Z", "Z");
};
const starts = calendars.map((text) => (convertIcsCalendar(undefined, text).events ?? []).map(start).sort());
process.stdout.write(JSON.stringify(starts));
