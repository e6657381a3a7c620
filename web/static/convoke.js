// What all pages share: the word of the session, requests that show it, messages that are read out.
"use strict";
const convoke = {
  token: document.querySelector('meta[name="convoke-token"]')?.content ?? "",
  /** Tells screen readers and people what happened. */
  say(text) { document.getElementById("live").textContent = text; },
  /** A request to our own server; the answer as JSON, or an Error with the server's own words. */
  async ask(path, { method = "GET", body } = {}) {
    const headers = { Accept: "application/json" };
    if (method !== "GET") headers["x-convoke-token"] = convoke.token;
    if (body !== undefined && !(body instanceof FormData)) {
      headers["Content-Type"] = "application/json";
      body = JSON.stringify(body);
    }
    const answer = await fetch(path, { method, body, headers, credentials: "same-origin" });
    const kind = answer.headers.get("content-type") ?? "";
    const value = kind.includes("json") ? await answer.json() : await answer.text();
    if (!answer.ok) {
      const error = new Error(value.message ?? `${answer.status} ${answer.statusText}`);
      error.status = answer.status;
      error.value = value;
      throw error;
    }
    return value;
  },
};
window.convoke = convoke;
// Uploads show the word in a header: their bodies are not read before that.
for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "x-convoke-token": convoke.token }, credentials: "same-origin",
    });
    if (answer.redirected) location.assign(answer.url);
    else { document.open(); document.write(await answer.text()); document.close(); }
  });
}
// The zone of the reader's clocks, where the page does not know one.
for (const form of document.querySelectorAll("form[data-own-zone]")) {
  if (form.elements.zone.value === "") form.elements.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
