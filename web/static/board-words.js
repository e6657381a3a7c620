// Words and dates of the board, in the language of the page.
"use strict";
const boardWords = (() => {
  const words = JSON.parse(document.getElementById("board").dataset.words);
  const language = document.documentElement.lang;
  const rightToLeft = document.documentElement.dir === "rtl";
  const DAY = 86400000;
  /** A sentence, with what stands in it. */
  const say = (key, ...values) =>
    values.reduce((text, value, at) => text.replace(`%${at + 1}`, () => value), words[key] ?? key);
  /** Whole days since 1970, and back. */
  const dayOf = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / DAY);
  const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const locale = { en: "en-GB", ar: "ar-u-nu-latn" }[language] ?? language;
  const inWords = (options) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
    return (day) => format.format(new Date(day * DAY));
  };
  const monthWords = inWords({ month: "short" }), yearWords = inWords({ year: "numeric" });
  const monthYear = inWords({ month: "long", year: "numeric" }), shortMonth = inWords({ month: "short", year: "numeric" });
  const dayWords = inWords({ weekday: "short", day: "numeric", month: "long", year: "numeric" });
  const shortDay = inWords({ weekday: "short", day: "numeric" }), number = inWords({ day: "numeric" });
  const range = (first, last) => (first === last ? dayWords(first) : `${dayWords(first)} – ${dayWords(last)}`);

  return { DAY, say, dayOf, isoOf, rightToLeft, monthWords, yearWords, monthYear, shortMonth, dayWords, shortDay, number, range };
})();
