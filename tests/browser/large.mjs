// How quick the board is on thousands of meetings, as the page feels it: opened, scrolled, and asked what if.
//
// usage: node large.mjs BASE WELCOME-PATH BOARD-PATH
import { launch, welcome } from "./chromium.mjs";

const [base, link, path] = process.argv.slice(2);
const browser = await launch();
const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const share = (numbers, part) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
const said = (what, numbers, most) => {
  const p99 = share(numbers, 0.99);
  console.log(`${what}: median ${share(numbers, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (figure: below ${most} ms: ${p99 < most ? "met" : "MISSED"})`);
};
try {
  const page = await browser.newPage({ viewport: { width: 1360, height: 860 }, locale: "en-GB" });
  page.setDefaultTimeout(60_000);
  await welcome(page, base + link);
  const opened = [];
  for (let round = 0; round < 5; round += 1) {
    await page.goto("about:blank");
    const began = performance.now();
    await page.goto(base + path);
    await page.locator("#axis button.spot").first().waitFor();
    opened.push(performance.now() - began);
  }
  said("on the page, the board opened, 5 times", opened, 1000);

  // Scrolled through all of it: how long each frame took, and how many bars stood in the page at most.
  const scrolled = await page.evaluate(async () => {
    const axis = document.getElementById("axis"), frames = [];
    let most = 0, last = performance.now();
    for (let step = 0; step < 240; step += 1) {
      axis.scrollTop += 60;
      axis.scrollLeft += 25;
      if (step % 60 === 59) axis.scrollTop = 0;
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
      most = Math.max(most, axis.querySelectorAll(".spot").length);
    }
    return { frames, most };
  });
  said(`on the page, a frame while scrolling, at most ${scrolled.most} bars drawn`, scrolled.frames, 50);

  // Taken up by keyboard and moved day by day: from the key to the price under the meeting.
  const waits = [];
  await page.locator("#axis button.spot").first().focus();
  await page.keyboard.press("Enter");
  for (let step = 0; step < 200; step += 1) {
    const before = await page.evaluate(() => { window.bubbleBefore = document.getElementById("bubble").innerText; return performance.now(); });
    await page.keyboard.press("ArrowRight");
    const wait = await page.evaluate(async (from) => {
      const bubble = document.getElementById("bubble");
      for (;;) {
        if (!bubble.hidden && bubble.querySelector(".price") && bubble.innerText !== window.bubbleBefore) return performance.now() - from;
        if (performance.now() - from > 3000) return null;
        await new Promise(requestAnimationFrame);
      }
    }, before);
    if (wait !== null) waits.push(wait);
  }
  said(`on the page, what if after a key, ${waits.length} times`, waits, 100);
  if (waits.length < 30) throw new Error(`only ${waits.length} answers`);
} finally { await browser.close(); }
