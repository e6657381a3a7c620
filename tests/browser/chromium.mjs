// What all scripts of this folder begin with: Chromium without the network, and somebody who follows a link of welcome.
import { createRequire } from "node:module";
import { join } from "node:path";

/** Packages of npm, from where the test tools are installed. */
export const require = createRequire(join(process.env.CONVOKE_TEST_TOOLS, "package.json"));

export function launch() {
  return require("playwright-core").chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

/** Follows a link of welcome, and chooses a password where one is asked for. */
export async function welcome(page, link) {
  await page.goto(link);
  for (const field of await page.locator('main form input[type="password"]').all()) await field.fill("correct horse battery staple");
  await page.locator("main form button").first().click();
  await page.waitForURL((url) => !url.pathname.startsWith("/welcome")).catch(async (error) => {
    throw new Error(`${error.message}: ${await page.locator("main").innerText()}`);
  });
}
