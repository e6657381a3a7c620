// What people type runs nowhere: names, titles and reasons that want to be programs, on every page that can be reached by links,
// for those who plan, those who approve and everybody.
//
// usage: node inject.mjs BASE PLANNER-LINK APPROVER-LINK SCENARIO PAYLOAD
import { launch, welcome } from "./chromium.mjs";

const [base, planner, approver, scenario, payload] = process.argv.slice(2);
const browser = await launch();
const faults = [];
const path = `${base}/scenarios/${encodeURIComponent(scenario)}`;

async function person(link) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("dialog", (dialog) => { faults.push(`${page.url()}: a dialog: ${dialog.message()}`); dialog.dismiss(); });
  // Whatever is refused by the policy of the page is told on the console, too.
  page.on("console", (message) => { if (message.type() === "error") faults.push(`${page.url()}: console: ${message.text()}`); });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  if (link) await welcome(page, base + link);
  return page;
}

/** Nothing ran, and nothing stands there that would run. */
async function judge(page) {
  const found = await page.evaluate(() => ({
    ran: window.pwned,
    armed: [...document.querySelectorAll("*")].filter((one) =>
      [...one.attributes].some((attribute) => /^on/i.test(attribute.name) || (["href", "src", "action"].includes(attribute.name) && /^\s*javascript:/i.test(attribute.value))))
      .map((one) => one.outerHTML.slice(0, 120)),
    inline: [...document.querySelectorAll("script:not([src]), img[src='x']")].map((one) => one.outerHTML.slice(0, 120)),
    shown: document.documentElement.outerHTML.includes("window.pwned"),
    computed: document.body.innerText.includes("pwned-49"),
  }));
  if (found.ran) faults.push(`${page.url()}: what somebody typed ran`);
  if (found.computed) faults.push(`${page.url()}: what somebody typed was computed by the template`);
  for (const one of [...found.armed, ...found.inline]) faults.push(`${page.url()}: ${one}`);
  return found.shown;
}

async function crawl(page, from, most) {
  const seen = new Set(), waiting = [...from];
  let showing = 0;
  while (waiting.length && seen.size < most) {
    const url = new URL(waiting.shift(), base);
    url.hash = "";
    // One page of each kind and query is enough; files are not pages.
    const key = url.pathname + [...url.searchParams.keys()].sort().join("&");
    if (url.origin !== base || seen.has(key) || /\.(ics|toml|xlsx|json|pdf|docx|csv|zip)$|\/feeds\/|\/static\/|sign-out|download|export/.test(url.pathname)) continue;
    seen.add(key);
    let response;
    try { response = await page.goto(url.href, { waitUntil: "load" }); } catch (error) {
      if (/Download is starting/.test(error.message)) continue;
      throw error;
    }
    if (response.status() >= 500) faults.push(`${url.href}: ${response.status()}`);
    if (!(response.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    showing += (await judge(page)) ? 1 : 0;
    waiting.push(...(await page.locator("a[href]").evaluateAll((links) => links.map((link) => link.href))));
  }
  return { pages: seen.size, showing };
}

async function attack() {
  const page = await person(planner);
  await page.goto(path);
  await page.locator(".anew > summary").click();
  await page.locator(".anew form button").first().click();
  await page.waitForFunction(() => /\bplan\b.*\b1\b/i.test(document.querySelector("main").innerText), null, { timeout: 120_000 });
  await page.goto(path);
  await page.locator("#axis button.spot").first().waitFor();
  await judge(page);
  // Under the mouse, in the panel, and in what a search finds.
  await page.locator("#axis button.spot").first().hover();
  await page.locator("#find").fill("workshop");
  await page.locator("#found button").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("button.spot:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#panel:not([hidden])").waitFor();
  await page.keyboard.press("Shift+ArrowRight");
  await page.locator("#bubble:not([hidden]) .price").waitFor();
  await judge(page);
  await page.keyboard.press("Escape");
  await page.goto(`${path}/findings`);
  const waive = page.locator("details.waive").first();
  if (await waive.count()) {
    await waive.locator("summary").click();
    await waive.locator("textarea").fill(payload);
    await waive.locator("button").click();
    await page.waitForLoadState("load");
    await judge(page);
  }
  await page.goto(`${path}/announce`);
  await page.locator('form[action$="/announce/prepare"] button').click();
  await page.waitForURL(/\/announce\/\d+/);
  const announcement = page.url();
  await judge(page);
  const other = await person(approver);
  await other.goto(announcement);
  await other.locator('form[action$="/approve"] button').click();
  await other.waitForLoadState("load");
  await judge(other);
  const visitor = await person(null);
  await visitor.goto(`${base}/`);
  const register = await visitor.locator('main a[href^="/meetings/"]').first().getAttribute("href");
  await visitor.goto(`${base}${register.split("?")[0]}/register`);
  const form = visitor.locator('form[action$="/register"]');
  if (await form.count()) {
    await form.locator('input[name="name"]').fill(payload.slice(0, 100));
    await form.locator('input[name="address"]').fill("mallory@example.org");
    await form.locator('input[type="radio"]').first().check();
    await form.locator("button").click();
    await visitor.waitForLoadState("load");
    await judge(visitor);
  } else { faults.push("nobody may register"); }
  let pages = 0, showing = 0;
  for (const [who, from, most] of [[page, [path, "/", "/settings", "/log"], 90], [other, [announcement, "/people"], 40], [visitor, ["/"], 30]]) {
    const done = await crawl(who, from, most);
    pages += done.pages;
    showing += done.showing;
  }
  console.log(`${pages} pages, on ${showing} of them what wanted to run stood as text`);
  if (showing < 20) faults.push(`only ${showing} pages show what was typed`);
}

/** What judges sees it, if what somebody typed is put into a page for real: else the attack shows nothing. */
async function judgeCanFail() {
  const page = await person(null);
  await page.goto(`${base}/`);
  const before = faults.length;
  const refused = page.waitForEvent("console", (message) => /Content Security Policy/.test(message.text()));
  await page.evaluate((text) => { document.querySelector("main").innerHTML = text + '<a href="javascript:window.pwned=1">x</a>'; }, payload);
  await page.locator('main img[src="x"]').dispatchEvent("error");
  await refused;
  const shown = await judge(page);
  await page.evaluate(() => { window.pwned = 1; document.querySelector("main").innerHTML = "pwned-49<script>1</script>"; });
  await judge(page);
  await page.context().close();
  const told = faults.splice(before);
  const kinds = { "an armed attribute": /: <img [^>]*onerror=/, "an armed address": /: <a href="javascript:/, "a script": /: <script>/,
    "what the policy refused": /console: .*Content Security Policy/, "what ran": /what somebody typed ran/, "what was computed": /computed by the template/ };
  const blind = Object.keys(kinds).filter((kind) => !told.some((one) => kinds[kind].test(one)));
  for (const kind of blind) faults.push(`the judge does not see ${kind}: ${JSON.stringify(told)}`);
  if (!shown) faults.push("the judge does not see what was typed");
  console.log(`put into a page for real, ${told.length} faults are told, of ${Object.keys(kinds).length - blind.length} kinds`);
}

let broken = null;
try { await attack(); await judgeCanFail(); } catch (error) {
  broken = error;
  for (const context of browser.contexts()) for (const page of context.pages()) console.log(`stood at ${page.url()}: ${(await page.locator("body").innerText()).slice(0, 800)}`);
}
await browser.close();
for (const fault of new Set(faults)) console.log(`FAULT ${fault}`);
if (broken) console.log(`BROKEN ${broken.stack}`);
process.exit(broken || faults.length ? 1 : 0);
