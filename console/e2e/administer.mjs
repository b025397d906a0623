// Try what administrators, deciders, auditors and invited persons do, against a demo of its own (LOOK_URL):
// `igiz demo --port 8000`, then `node e2e/administer.mjs [part of a name]`. Prints one line per trial.
import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const only = process.argv[2] ?? "";
const base = process.env.LOOK_URL ?? "http://localhost:8000";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
const broken = [];
const stamp = String(Date.now()).slice(-6);

async function fresh() {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
  const page = await context.newPage();
  // whoever is not signed in is told so by 401, and the browser writes that down
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 401")) broken.push(message.text());
  });
  page.on("pageerror", (error) => broken.push(String(error)));
  return page;
}
async function as(role, partner, view) {
  const page = await fresh();
  await page.goto(`${base}/?lang=en&theme=light`);
  await page.locator(".roles button", { hasText: role }).filter({ hasText: partner }).first().click();
  await page.waitForSelector(".app");
  await page.goto(`${base}/?desk=admin&view=${view}&lang=en&theme=light`);
  await page.waitForSelector(".admin h2");
  return page;
}
const city = "Municipality";
const press = (page, name) => page.getByRole("button", { name }).first().click();
const add = (page) => page.locator(".split-list .pane-head .nl-button", { hasText: /Add|Decide/ }).click();
const heading = (page, text) =>
  page.waitForFunction((wanted) => document.querySelector("#admin-detail-title")?.textContent === wanted, text);
async function clean(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const found = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(
    found.violations.map((each) => each.id),
    [],
  );
}

/** The code of this moment (RFC 6238) for a secret in base 32. */
function codeOf(secret) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")]
    .map((sign) => letters.indexOf(sign).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

const trials = {
  "a person is added, comes in by the link, and is removed": async () => {
    const page = await as("Administrator", city, "persons");
    await add(page);
    await page.getByLabel("Role name").fill(`Desk ${stamp}`);
    await page.getByLabel("Login").fill(`desk${stamp}`);
    await press(page, "Add and make a link");
    const link = await page.getByLabel("One-time link").inputValue();
    assert.ok(link.startsWith(`${base}/invitation/`));
    await clean(page);
    const guest = await fresh();
    await guest.goto(link);
    assert.match(await guest.getByLabel("Login").inputValue(), new RegExp(`^desk${stamp}@`));
    await clean(guest);
    await guest.locator("#password").fill("short");
    await guest.locator("button[type=submit]").click();
    await guest.waitForSelector(".refusal");
    await guest.locator("#password").fill("four loose words here");
    await guest.locator("button[type=submit]").click();
    await guest.waitForSelector(".app");
    assert.equal(new URL(guest.url()).pathname, "/");
    const again = await fresh();
    await again.goto(link);
    await again.getByText(/does not work|werkt niet/).waitFor();
    await press(page, "I have kept it");
    await heading(page, `Desk ${stamp}`);
    await press(page, "Make inactive");
    await page.getByText("This person cannot come in.").waitFor();
    await page.locator(".toast").getByText("Undo").click();
    await page.getByText("This person cannot come in.").waitFor({ state: "detached" });
    await press(page, "Edit");
    await page.getByLabel(/contributor/).check();
    await press(page, "Save");
    await page.locator(".split-detail dd", { hasText: "contributor" }).waitFor();
    await press(page, "Remove…");
    await press(page, `Remove Desk ${stamp}`);
    await page.locator(".row", { hasText: `Desk ${stamp}` }).waitFor({ state: "detached" });
    broken.splice(0); // refusals of the trial itself: a short password, a used link, a session that was ended
  },
  "the last administrator stays": async () => {
    const page = await as("Administrator", city, "persons");
    await page.locator(".row", { hasText: "Administrator" }).first().click();
    await press(page, "Make inactive");
    await page.getByText("This is the last administrator").waitFor();
    broken.splice(0);
  },
  "a partner is added with its first administrator": async () => {
    const page = await as("Administrator", city, "partners");
    await add(page);
    await page.getByLabel("Name in Dutch").fill(`Regio ${stamp}`);
    await page.getByLabel("Name in English").fill(`Region ${stamp}`);
    await page.getByLabel("Short name").fill(`region ${stamp}`);
    await page.getByLabel("Controller").fill("The board");
    await press(page, "Add partner");
    await page.getByLabel("One-time link").waitFor();
    await press(page, "I have kept it");
    await heading(page, `Region ${stamp}`);
  },
  "another partner's administrator adds no partners": async () => {
    const page = await as("Security desk", "Congress", "partners");
    await page.locator(".row").first().waitFor();
    assert.equal(await page.locator(".split-list .pane-head", { hasText: "Add" }).count(), 0);
    await page.locator(".row", { hasText: "Congress" }).click();
    await press(page, /Show only a count/);
    await press(page, /Show our persons/);
    await page.locator(".toast").waitFor();
  },
  "a group is made, is empty, and lets a partner in and out": async () => {
    const page = await as("Administrator", city, "groups");
    await add(page);
    await page.getByLabel("Name").fill(`Route ${stamp}`);
    await press(page, "Make group");
    await heading(page, `Route ${stamp}`);
    await page.locator(".note", { hasText: "Nobody but you." }).waitFor();
    await clean(page);
    await press(page, "Invite a partner");
    await page.getByLabel("Partner").selectOption({ label: "Congress centre" });
    await page.getByLabel("From level").selectOption("4");
    await page.getByLabel("Until").fill("23:59");
    await press(page, "Let Congress centre in");
    await page
      .locator("tr", { hasText: "Congress centre" })
      .getByText(/4, (shut|open) now/)
      .waitFor();
    await press(page, "End the membership of Congress centre");
    await page.locator("tr", { hasText: "Congress centre" }).waitFor({ state: "detached" });
    await page.locator(".toast").getByText("Undo").click();
    await page
      .locator("tr", { hasText: "Congress centre" })
      .getByText(/4, (shut|open) now/)
      .waitFor();
  },
  "a token's secret is shown once and opens the interface until it is revoked": async () => {
    const page = await as("Administrator", city, "tokens");
    await add(page);
    await page.getByLabel("Name").fill(`Client ${stamp}`);
    await press(page, "Make token");
    const secret = await page.getByLabel("Token", { exact: true }).inputValue();
    const ask = () => fetch(`${base}/v1/reports?limit=1`, { headers: { Authorization: `Bearer ${secret}` } });
    assert.equal((await ask()).status, 200);
    await press(page, "I have kept it");
    await heading(page, `Client ${stamp}`);
    assert.equal((await page.content()).includes(secret), false);
    await press(page, "Revoke…");
    await press(page, `Revoke Client ${stamp}`);
    await page.locator(".row", { hasText: `Client ${stamp}` }).waitFor({ state: "detached" });
    assert.equal((await ask()).status, 401);
  },
  "the level is decided, and says before what it will do": async () => {
    const page = await as("Duty officer", city, "level");
    await add(page);
    await page.locator(".level-choice label").nth(3).click();
    await page.getByLabel("Reason").fill("Trial");
    await press(page, "in 2 hours");
    await page.locator(".note", { hasText: /If you (raise to|stay at) 4/ }).waitFor();
    await clean(page);
    await page.getByRole("button", { name: /^Decide level 4 until/ }).click();
    await heading(page, "Level 4");
    await page.locator(".top .level", { hasText: "Level 4" }).waitFor();
  },
  "who may not decide sees no button for it": async () => {
    const page = await as("Duty officer", "Police", "level");
    await page.locator(".row").first().waitFor();
    assert.equal(await page.locator(".split-list .pane-head .nl-button", { hasText: "Decide" }).count(), 0);
  },
  "an event is added for whom it is for, changed, called off and brought back": async () => {
    const page = await as("Administrator", city, "events");
    await add(page);
    await page.getByLabel("Title").fill(`March ${stamp}`);
    await page.getByLabel("Kind").selectOption("demonstration");
    assert.equal(await page.getByLabel("Organiser").count(), 0);
    await page.getByLabel("From").fill("24-12-2026 12:00");
    await page.getByLabel("Until").fill("24-12-2026 14:00");
    await page.getByLabel("All partners of the zone").check();
    const send = page.getByRole("button", { name: /^Add for \d+ persons$/ });
    await send.waitFor();
    await clean(page);
    await send.click();
    await heading(page, `March ${stamp}`);
    await page.getByText("A demonstration is a right").waitFor();
    await press(page, "Edit");
    await page.getByLabel("Title").fill(`March ${stamp} b`);
    await page.getByRole("button", { name: /^Save for/ }).click();
    await heading(page, `March ${stamp} b`);
    await press(page, "Call off");
    await page.locator(".split-detail").getByText("cancelled").waitFor();
    await page.locator(".toast").getByText("Undo").click();
    await page.locator(".split-detail").getByText("cancelled").waitFor({ state: "detached" });
  },
  "a calendar is taken in": async () => {
    const page = await as("Administrator", city, "events");
    await press(page, "Import calendar…");
    const event = `BEGIN:VEVENT\r\nUID:${stamp}@trial\r\nDTSTAMP:20261101T120000Z\r\nDTSTART:20261203T120000Z\r\nDTEND:20261203T140000Z\r\nSUMMARY:Market ${stamp}\r\nEND:VEVENT\r\n`;
    const file = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//trial//EN\r\n${event}END:VCALENDAR\r\n`;
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "a.ics", mimeType: "text/calendar", buffer: Buffer.from(file) });
    await clean(page);
    await page.getByRole("button", { name: /^Import for ourselves/ }).click();
    await page.getByText("1 added, 0 changed, 0 left as they were.").waitFor();
    await press(page, "Close");
    await page.locator(".row", { hasText: `Market ${stamp}` }).waitFor();
  },
  "every leaf is proved in the browser, and a false one is found out": async () => {
    const page = await as("Auditor", city, "audit");
    await page.locator(".row").first().waitFor();
    await page.locator(".admin .split-list [role=listbox]").focus();
    await page.keyboard.press("End");
    await page.locator(".checks").getByText("The log's key signed that checkpoint.").waitFor();
    assert.equal(await page.locator(".checks .strong").count(), 0);
    await clean(page);
    await page.route("**/proof", async (route) => {
      const answer = await route.fetch();
      const proof = await answer.json();
      proof.hashes[0] = proof.leafHash;
      await route.fulfill({ response: answer, json: proof });
    });
    await page.keyboard.press("ArrowUp");
    await page.locator(".checks").getByText("The proof leads to another root.").waitFor();
    await page.locator(".tools select").selectOption({ label: "Signed in" });
    await page.waitForFunction(() => new URL(location.href).searchParams.get("view") === "audit/signed-in");
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".tools a").click()]);
    assert.match(download.suggestedFilename(), /^audit.*\.jsonl$/);
  },
  "the keyboard alone walks, adds and comes back": async () => {
    const page = await as("Administrator", city, "partners");
    await page.locator(".row").first().waitFor();
    await page.locator(".admin .split-list [role=listbox]").focus();
    await page.keyboard.press("j");
    await heading(page, "Police Unit The Hague");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id === "admin-detail-title");
    await page.keyboard.press("n");
    await heading(page, "New partner");
    await page.waitForFunction(() => document.activeElement?.tagName === "INPUT");
    assert.equal(await page.getByLabel("Name in Dutch").inputValue(), "");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "listbox");
  },
  "passkeys are added and removed, and sign in": async () => {
    const page = await as("Administrator", city, "partners");
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.locator(".who").click();
    await page.getByRole("menuitem", { name: "Your account" }).click();
    await page.getByLabel("Name of the new passkey").fill(`key ${stamp}`);
    await press(page, "Add passkey");
    await page.locator(".entries", { hasText: `key ${stamp}` }).waitFor();
    await clean(page);
    await page.locator(".account .pane-actions").getByText("Sign out").click();
    await press(page, "Sign in with a passkey");
    await page.waitForSelector(".app");
    await page.goto(`${base}/?desk=account&lang=en`);
    await press(page, `Remove passkey key ${stamp}`);
    await page
      .locator(".dialog")
      .getByRole("button", { name: `Remove passkey key ${stamp}` })
      .click();
    await page.locator(".entries", { hasText: `key ${stamp}` }).waitFor({ state: "detached" });
  },
  "a code is set up and taken away": async () => {
    const page = await as("Auditor", city, "partners");
    await page.goto(`${base}/?desk=account&lang=en`);
    await press(page, "Set up a code");
    const drawn = await page.locator(".qr").evaluate((image) => image.decode().then(() => image.naturalWidth));
    assert.ok(drawn > 0);
    await clean(page);
    await page.getByLabel("Code from your app").fill(codeOf(await page.getByLabel("Secret").inputValue()));
    await press(page, "Turn the code on");
    await page.getByText("The code is on.").waitFor();
    await press(page, "Remove the code");
    await page.getByText("The code is gone.").waitFor();
  },
  "other sessions end": async () => {
    const other = await as("Auditor", city, "partners");
    const page = await as("Auditor", city, "partners");
    await page.goto(`${base}/?desk=account&lang=en`);
    await page.locator(".entries li").nth(1).getByRole("button").click();
    await other.waitForTimeout(500);
    const answer = await other.evaluate(() => fetch("/v1/session").then((each) => each.status));
    assert.equal(answer, 401);
    broken.splice(0);
  },
};
let failed = 0;
for (const [name, trial] of Object.entries(trials)) {
  if (!name.includes(only)) continue;
  broken.length = 0;
  try {
    await trial();
    assert.deepEqual(broken, []);
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${String(error.message).split("\n").slice(0, 8).join("\n      ")}`);
  }
  await Promise.all(browser.contexts().map((context) => context.close()));
}
await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
