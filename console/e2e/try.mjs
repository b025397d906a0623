// Try what a person does on the Picture desk, against the mock server (LOOK_URL). Prints one line per trial.
import { strict as assert } from "node:assert";
import { chromium } from "playwright-core";

const base = process.env.LOOK_URL ?? "http://localhost:8000";
const launch = (args) =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", ...args] });
const software = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
let browser = await launch(software);
const broken = [];

async function open(at = "/?lang=en&theme=light", size = { width: 1920, height: 1080 }) {
  const page = await (await browser.newContext({ viewport: size })).newPage();
  page.on("console", (message) => message.type() === "error" && broken.push(message.text()));
  page.on("pageerror", (error) => broken.push(String(error)));
  await page.goto(base + at);
  await page.waitForSelector(".row");
  await page.waitForTimeout(600);
  return page;
}
const tell = (title, more = {}) =>
  fetch(`${base}/mock/report`, { method: "POST", body: JSON.stringify({ title, ...more }) });
const chosen = (page) => page.locator(".row.chosen .row-title").innerText();
const titles = (page) => page.locator(".row-title").allInnerTexts();

const trials = {
  "J and K walk through list and detail alike": async () => {
    const page = await open();
    for (const _ of [1, 2, 3]) await page.keyboard.press("j");
    const third = await chosen(page);
    await page.waitForFunction((title) => document.querySelector("#detail-title")?.textContent === title, third);
    await page.keyboard.press("k");
    assert.notEqual(await chosen(page), third);
    assert.ok(new URL(page.url()).searchParams.get("item"));
    await page.reload();
    await page.waitForSelector(".row.chosen");
  },
  "arrow keys move inside the list and Enter opens": async () => {
    const page = await open();
    await page.focus(".latest [role=listbox]");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    const title = await chosen(page);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id === "detail-title");
    assert.equal(await page.locator("#detail-title").innerText(), title);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "listbox");
  },
  "arrivals wait while focus is in the list": async () => {
    const page = await open();
    await page.focus(".latest [role=listbox]");
    const before = await titles(page);
    await tell("Arrives while busy");
    await page.waitForSelector(".waiting");
    assert.equal((await titles(page))[0], before[0]);
    await page.click(".waiting");
    await page.waitForFunction(() => document.querySelector(".row-title")?.textContent === "Arrives while busy");
  },
  "a new severe report asks for a person at once": async () => {
    const page = await open();
    const count = await page.locator(".need").count();
    await tell("Smoke at the north gate", { severity: "severe", owner: "identity--2" });
    await page.waitForFunction((n) => document.querySelectorAll(".need").length === n + 1, count);
    await page.locator(".need-title", { hasText: "Smoke at the north gate" }).first().click();
    await page.keyboard.press("c");
    await page.waitForFunction((n) => document.querySelectorAll(".need").length === n, count);
    await page.click(".toast .nl-button");
    await page.waitForFunction((n) => document.querySelectorAll(".need").length === n + 1, count);
    await page.locator(".need-title", { hasText: "Smoke at the north gate" }).first().focus();
    await page.keyboard.press("c");
  },
  "a lost stream is said and comes back with everything": async () => {
    const page = await open();
    await page.route("**/v1/stream", (route) => route.abort());
    await fetch(`${base}/mock/drop`, { method: "POST" });
    await page.waitForSelector(".offline-plate");
    await tell("Written while away");
    await page.unroute("**/v1/stream");
    await page.waitForSelector(".live.live", { timeout: 20_000 });
    await page.waitForFunction(() =>
      [...document.querySelectorAll(".row-title")].some((row) => row.textContent === "Written while away"),
    );
  },
  "letters do nothing in a field, and F6 walks the panes": async () => {
    const page = await open();
    await page.keyboard.press("/");
    await page.keyboard.type("jl");
    assert.equal(await page.inputValue("#search"), "jl");
    assert.equal(new URL(page.url()).searchParams.get("list"), null);
    const seen = new Set();
    for (let n = 0; n < 4; n++) {
      await page.keyboard.press("F6");
      seen.add(await page.evaluate(() => document.activeElement?.closest("[data-pane]")?.className));
    }
    assert.equal(seen.size, 4);
  },
  "a search result brings the map there": async () => {
    const page = await open();
    await page.fill("#search", "laan");
    await page.waitForSelector("[role=option].menu-item");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.equal(await page.inputValue("#search"), "");
  },
  "filters are in the address and the list obeys": async () => {
    const page = await open("/?lang=en&theme=light&severity=moderate");
    const words = await page.locator(".row-shape .unseen").allInnerTexts();
    assert.deepEqual([...new Set(words)], ["Moderate"]);
  },
  "language, theme and desks": async () => {
    const page = await open();
    await page.getByRole("button", { name: "Nederlands" }).click();
    assert.equal(await page.locator("h1").innerText(), "Beeld");
    await page.getByRole("button", { name: "Donker thema" }).click();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.keyboard.press("F6");
    await page.keyboard.press("2");
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "Rapporten");
    await page.goBack();
    await page.waitForFunction(() => document.querySelector("h1")?.textContent === "Beeld");
  },
  "without WebGL2 the list is the page": async () => {
    await browser.close();
    browser = await launch(["--disable-gpu", "--disable-3d-apis", "--disable-webgl2", "--disable-webgl"]);
    const page = await open();
    await page.getByText("This browser cannot draw the map").waitFor();
    assert.equal(await page.locator(".map").count(), 0);
  },
};
let failed = 0;
for (const [name, trial] of Object.entries(trials)) {
  broken.length = 0;
  try {
    await trial();
    await Promise.all(browser.contexts().map((context) => context.close()));
    const heard = broken.filter((text) => !/ERR_FAILED|ERR_INCOMPLETE|ERR_EMPTY|WebGL|CONTEXT/.test(text));
    assert.deepEqual(heard, []);
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${String(error.message).split("\n").slice(0, 6).join("\n      ")}`);
  }
}
await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
