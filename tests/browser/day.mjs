// A planner's whole day in a real browser: plan, look, ask what if, keep, undo, waive, compare, announce with four eyes, publish,
// register; each page looked at by axe, on a desk, on a phone and from right to left. Any error of the console, any thing that a
// page may not load, any serious finding of axe ends the day.
//
// usage: node day.mjs BASE PLANNER-LINK APPROVER-LINK FOLDER
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launch, require, welcome } from "./chromium.mjs";

const [base, planner, approver, folder] = process.argv.slice(2);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(folder, { recursive: true });

const browser = await launch();
const faults = [];
const figures = [];

async function person(link, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  if (link) await welcome(page, link);
  return page;
}

/** Looks at a page: as axe sees it, and as people do. */
async function look(page, name) {
  await page.waitForLoadState("load");
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const one of found.violations.filter((one) => ["serious", "critical"].includes(one.impact))) {
    faults.push(`${name}: axe: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`);
  }
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`looked at ${name}`);
}

function expect(condition, text) {
  if (!condition) throw new Error(text);
}

async function day() {
  // 2. Plan: one click, and the first plan is on the screen.
  const page = await person(planner);
  await look(page, "01-planning");
  await page.waitForFunction(() => /\bplan\b.*\b1\b/i.test(document.querySelector("main").innerText), null, { timeout: 120_000 });
  const scenario = decodeURIComponent(new URL(page.url()).pathname.split("/")[2]);
  const path = `${base}/scenarios/${encodeURIComponent(scenario)}`;
  let began = Date.now();
  await page.goto(path);
  await page.locator("#axis button.spot").first().waitFor();
  figures.push(`board opened in ${Date.now() - began} ms`);
  await look(page, "02-board");

  // On paper all of it stands, not only what was in view.
  const shown = await page.locator("#axis button.spot").count();
  await page.evaluate(() => { window.print = () => { window.printed = true; }; });
  await page.keyboard.press("Control+p");
  await page.waitForFunction(() => window.printed);
  await page.emulateMedia({ media: "print" });
  const onPaper = await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    return document.querySelectorAll("#axis button.spot").length;
  });
  await page.pdf({ path: join(folder, "02-board.pdf"), landscape: true, format: "A4", printBackground: true });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  expect(onPaper >= shown, `${onPaper} meetings on paper, ${shown} on the screen`);
  const all = await page.evaluate(() => board.state.meta.first_of.size);
  figures.push(`${onPaper} of ${all} meetings on paper, ${shown} on the screen`);
  expect(onPaper > all * 0.9, `${onPaper} of ${all} meetings on paper`);

  // 3. What if: by keyboard alone.
  const find = async (words) => {
    await page.locator("#find").fill(words);
    await page.locator("#found button").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("button.spot:focus").waitFor();
  };
  await find("workshop");
  await page.keyboard.press("Enter");
  await page.locator("#panel:not([hidden])").waitFor();
  began = Date.now();
  await page.keyboard.press("Shift+ArrowRight");
  await page.locator("#bubble:not([hidden]) .price").waitFor();
  figures.push(`what if answered on the page in ${Date.now() - began} ms`);
  await look(page, "03-what-if");
  await page.keyboard.press("Escape");
  const why = await page.locator("#panel-why").getAttribute("href");
  await page.goto(new URL(why, base).href);
  await look(page, "04-why");
  await page.goto(path);
  await page.locator("#axis button.spot").first().waitFor();
  await find("workshop");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+ArrowRight");
  await page.locator("#bubble:not([hidden]) .price").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#keep-yes").click();
  await page.waitForFunction(() => document.getElementById("state").innerText.includes("2"));
  await page.locator("#undo:not([disabled])").click();
  await page.waitForFunction(() => document.getElementById("state").innerText.includes("1"));
  await page.locator("#redo:not([disabled])").click();
  await page.waitForFunction(() => document.getElementById("state").innerText.includes("2"));

  // The same with the mouse and with a finger: a bar follows, says what that would cost, and nothing is kept unasked.
  const number = () => page.locator("#state").innerText();
  const before = await number();
  await find("workshop");
  const id = await page.locator("button.spot:focus").getAttribute("data-id");
  const middle = async (of) => {
    const at = await of.locator(`button.spot[data-id="${id}"]`).boundingBox();
    return { x: at.x + at.width / 2, y: at.y + at.height / 2 };
  };
  const held = await middle(page);
  await page.mouse.move(held.x, held.y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step += 1) await page.mouse.move(held.x - 8 * step, held.y);
  await page.locator("#bubble:not([hidden]) .price").waitFor();
  await page.locator("#axis .ghost.own").first().waitFor();
  await look(page, "03-what-if-mouse");
  await page.mouse.up();
  await page.locator("#keep-no").click();
  expect((await number()) === before, "a drag that was not kept changed the plan");
  const touched = await person(null, { viewport: { width: 820, height: 1180 }, hasTouch: true, storageState: await page.context().storageState() });
  await touched.goto(path);
  await touched.locator("#find").fill("workshop");
  await touched.locator("#found button").first().tap();
  await touched.locator(`button.spot[data-id="${id}"]`).waitFor();
  const fingers = await touched.context().newCDPSession(touched);
  const finger = (type, x, y) => fingers.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  const put = await middle(touched);
  await finger("touchStart", put.x, put.y);
  for (let step = 1; step <= 8; step += 1) await finger("touchMove", put.x - 8 * step, put.y);
  await touched.locator("#bubble:not([hidden]) .price").waitFor();
  await look(touched, "03-what-if-finger");
  await finger("touchEnd");
  await touched.locator("#keep-yes").tap();
  await touched.locator("#keep:not([open])").waitFor({ state: "attached" });
  await touched.locator("#undo:not([disabled])").tap();
  await touched.close();

  await page.goto(`${path}/plans`);
  await look(page, "05-plans");
  await page.locator("form#plans p button").click();
  await look(page, "06-compare");

  // 4. Check: findings, and one waived with a reason.
  await page.goto(`${path}/findings`);
  await look(page, "07-findings");
  const waive = page.locator("details.waive").first();
  await waive.locator("summary").click();
  await waive.locator("textarea").fill("the host asked for these days");
  await waive.locator("button").click();
  await page.waitForLoadState("load");

  // 5 and 6. The timetable of an event, and the hours of a series: planned, and looked at.
  for (const [kind, what, name] of [["events", "#event .card", "08-event"], ["hours", "main svg, main table", "09-hours"]]) {
    await page.goto(`${path}/findings`);
    const link = page.locator(`a.subject[href*="/${kind}/"]`).first();
    const subject = new URL(await link.getAttribute("href"), base).href;
    await link.click();
    await page.locator(".anew > summary").click();
    await page.locator(".anew form button").first().click();
    await page.waitForFunction(() => /\bplan\b.*\b1\b/i.test(document.querySelector("main").innerText), null, { timeout: 120_000 });
    await page.goto(subject);
    await page.locator(what).first().waitFor();
    await look(page, name);
    expect(/\bproven\b/i.test(await page.locator("main").innerText()), `${name} proves nothing`);
  }

  // 7. Announce: prepared by one, approved by another.
  await page.goto(`${path}/announce`);
  await look(page, "10-announce");
  await page.locator('form[action$="/announce/prepare"] button').click();
  await page.waitForURL(/\/announce\/\d+/);
  const announcement = page.url();
  await look(page, "11-prepared");
  expect((await page.locator('form[action$="/approve"]').count()) === 0, "whoever prepared may approve");
  const other = await person(approver);
  await other.goto(announcement);
  await look(other, "12-approve");
  await other.locator('form[action$="/approve"] button').click();
  await other.waitForLoadState("load");
  await look(other, "13-sending");
  await other.goto(`${path}/sending`);
  await other.locator('form[action="/sending/stop"] button').click();
  await other.locator('form[action="/sending/resume"] button').click();
  await other.goto(`${base}/log`);
  await look(other, "14-log");

  // Everybody: what is public, one meeting, the feed, a registration.
  const visitor = await person(null);
  await visitor.goto(`${base}/`);
  await look(visitor, "15-public");
  const meeting = visitor.locator('main a[href^="/meetings/"]').first();
  await meeting.waitFor();
  await meeting.click();
  await look(visitor, "16-meeting");
  const feed = await visitor.request.get(`${base}/feeds/all.ics`);
  expect(feed.ok() && (await feed.text()).includes("BEGIN:VEVENT"), "the feed holds no meeting");
  const register = visitor.locator('main a[href*="/register"]').first();
  await register.click();
  await look(visitor, "17-register");

  // The same from right to left, on a phone, and in the dark.
  await page.goto(`${base}/settings`);
  await look(page, "18-settings");
  await page.locator('form[action="/settings"] select[name=language]').selectOption("ar");
  await page.locator('form[action="/settings"] button').first().click();
  await page.goto(path);
  await page.locator("#axis button.spot").first().waitFor();
  expect((await page.locator("html").getAttribute("dir")) === "rtl", "Arabic runs from left to right");
  await look(page, "19-board-arabic");
  await page.goto(`${base}/settings`);
  await page.locator('form[action="/settings"] select[name=language]').selectOption("en");
  await page.locator('form[action="/settings"] button').first().click();
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [where, name] of [[path, "20-board-phone"], [`${path}/findings`, "21-findings-phone"], [`${base}/`, "22-public-phone"]]) {
    await page.goto(where);
    await look(page, name);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 1) faults.push(`${name}: ${wide} pixels wider than the screen`);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 1360, height: 860 });
  await page.goto(path);
  await page.locator("#axis button.spot").first().waitFor();
  await look(page, "23-board-dark");
}

let broken = null;
try {
  await day();
} catch (error) {
  broken = error;
  for (const context of browser.contexts()) {
    for (const page of context.pages()) {
      console.log(`stood at ${page.url()}`);
      await page.screenshot({ path: join(folder, "broken.png") }).catch(() => {});
    }
  }
}
await browser.close();
for (const figure of figures) console.log(figure);
for (const fault of faults) console.log(`FAULT ${fault}`);
if (broken) console.log(`BROKEN ${broken.stack}`);
process.exit(broken || faults.length ? 1 : 0);
