// Signing in with a provider of identities that is another site, as a browser does it: its cookies and its policies decide.
//
// usage: node provider.mjs BASE ADDRESS
import { launch } from "./chromium.mjs";

const [base, address] = process.argv.slice(2);
const browser = await launch();
const faults = [];
let broken = null;
try {
  const page = await browser.newPage({ viewport: { width: 1360, height: 860 }, locale: "en-GB" });
  page.setDefaultTimeout(60_000);
  page.on("console", (message) => { if (message.type() === "error" && message.location().url.startsWith(base)) faults.push(`console: ${message.text()}`); });
  // Whoever wants a page that is not for everybody is sent to sign in, and afterwards there.
  await page.goto(`${base}/settings`);
  await page.locator('main a[href^="/sign-in/openid"]').click();
  const there = new URL(page.url());
  if (there.origin === new URL(base).origin || there.hostname === new URL(base).hostname) throw new Error(`the provider is no other site: ${there}`);
  await page.locator("input[name=login]").fill(`subject of ${address}`);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit][autofocus], form[action*=interaction] button").first().click();
  await page.waitForURL(`${base}/settings`);
  console.log(`came back from ${there.host} to ${new URL(page.url()).pathname}`);
  const text = await page.locator("body").innerText();
  if (!text.includes(address)) faults.push(`nobody is signed in: ${text.slice(0, 400)}`);
} catch (error) {
  broken = error;
  for (const context of browser.contexts()) for (const page of context.pages()) console.log(`stood at ${page.url()}: ${(await page.locator("body").innerText()).slice(0, 800)}`);
}
await browser.close();
for (const fault of faults) console.log(`FAULT ${fault}`);
if (broken) console.log(`BROKEN ${broken.stack}`);
process.exit(broken || faults.length ? 1 : 0);
