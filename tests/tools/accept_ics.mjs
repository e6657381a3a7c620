// Reads each calendar of a file with npm `node-ical`; prints the UTC start of each event as JSON, one list a calendar.
//
//     node accept_ics.mjs FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.CONVOKE_TEST_TOOLS + "/");
const ical = require("node-ical");

const calendars = readFileSync(process.argv[2], "utf8").split(/(?=BEGIN:VCALENDAR\r\n)/).filter(Boolean);
const starts = calendars.map((text) =>
  Object.values(ical.sync.parseICS(text))
    .filter((part) => part.type === "VEVENT")
    .map((event) => {
      const day = (number) => String(number).padStart(2, "0");
      // A day is the reader's midnight in this library.
      if (event.datetype === "date") return `${event.start.getFullYear()}-${day(event.start.getMonth() + 1)}-${day(event.start.getDate())}`;
      return event.start.toISOString().replace(".000Z", "Z");
    })
);
process.stdout.write(JSON.stringify(starts));
