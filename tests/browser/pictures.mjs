// The pictures of the README, taken of the running program in the light it is usually seen in.
//
// usage: node pictures.mjs PROGRAM REPORT FOLDER
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { launch, welcome } from "./chromium.mjs";

const [program, report, folder] = process.argv.slice(2);

const port = await new Promise((done) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => { const { port: free } = server.address(); server.close(() => done(free)); });
});
const store = mkdtempSync(join(tmpdir(), "convoke-pictures-"));
const served = spawn(program, ["serve", "--demo", "--listen", `127.0.0.1:${port}`, "--store", join(store, "convoke.db")], { stdio: ["ignore", "ignore", "pipe"] });
const link = await new Promise((done, failed) => {
  let first = null;
  createInterface({ input: served.stderr }).on("line", (line) => {
    if (line.includes("begins here")) first ??= line.slice(line.indexOf("http://")).trim();
    if (line.includes("Convoke is at")) done(first);
  });
  served.on("exit", () => failed(new Error("the program ended before it served")));
});
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 760 }, locale: "en-GB" });
  page.setDefaultTimeout(60_000);
  const take = async (name) => {
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`wrote ${join(folder, `${name}.png`)}`);
  };
  await page.goto(pathToFileURL(resolve(report)).href);
  await take("report");
  await welcome(page, link);
  await page.waitForFunction(() => /\bplan\b.*\b1\b/i.test(document.querySelector("main").innerText), null, { timeout: 120_000 });
  await page.goto(`http://127.0.0.1:${port}/scenarios/${new URL(page.url()).pathname.split("/")[2]}`);
  await page.locator("#axis button.spot").first().waitFor();
  // A meeting that may move, taken up, and put a week later.
  await page.locator("#find").fill("workshop");
  await page.locator("#found button").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("button.spot:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+ArrowRight");
  await page.locator("#bubble:not([hidden]) .price").waitFor();
  await page.waitForTimeout(500);
  await take("board");
} finally {
  await browser.close();
  served.kill();
  rmSync(store, { recursive: true, force: true });
}
