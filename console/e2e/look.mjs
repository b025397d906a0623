// Look at the pages: pictures, policy violations, errors and axe-core, at every size, theme and language asked for.
// node e2e/look.mjs OUT [name-filter]; the server stands at LOOK_URL (default http://localhost:8000).
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [out = "look", only = ""] = process.argv.slice(2);
const base = process.env.LOOK_URL ?? "http://localhost:8000";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"];
const sizes = { wall: [1920, 1080], laptop: [1366, 768], tablet: [820, 1100], phone: [320, 700] };

/** name, address, size, and what to do or set first */
const pages = [
  { name: "picture-light-en", at: "/?theme=light&lang=en", size: "wall" },
  { name: "picture-dark-en", at: "/?theme=dark&lang=en", size: "wall" },
  { name: "picture-light-nl", at: "/?theme=light&lang=nl", size: "wall" },
  { name: "picture-dark-nl", at: "/?theme=dark&lang=nl", size: "wall" },
  { name: "picture-forced-en", at: "/?theme=dark&lang=en", size: "wall", forced: "active" },
  { name: "picture-laptop", at: "/?theme=light&lang=en", size: "laptop", act: "chooseFirst" },
  { name: "picture-laptop-none", at: "/?theme=light&lang=nl", size: "laptop" },
  { name: "picture-tablet", at: "/?theme=light&lang=en", size: "tablet" },
  { name: "picture-tablet-map", at: "/?theme=light&lang=en&view=map", size: "tablet" },
  { name: "picture-phone", at: "/?theme=light&lang=nl", size: "phone" },
  { name: "picture-phone-map", at: "/?theme=light&lang=nl&view=map", size: "phone" },
  { name: "picture-phone-item", at: "/?theme=light&lang=nl", size: "phone", act: "chooseFirst" },
  { name: "list-only", at: "/?theme=light&lang=en&list=only", size: "wall" },
  { name: "filters", at: "/?theme=light&lang=en", size: "wall", act: "filters" },
  { name: "search", at: "/?theme=light&lang=en", size: "wall", act: "search" },
  { name: "keys", at: "/?theme=light&lang=en", size: "wall", act: "keys" },
  { name: "reports", at: "/?desk=reports&theme=light&lang=nl", size: "wall" },
  { name: "admin", at: "/?desk=admin&theme=light&lang=nl", size: "wall" },
  { name: "help", at: "/?desk=help&theme=dark&lang=nl", size: "wall" },
  { name: "signin", at: "/?theme=light&lang=nl", size: "wall", signedOut: true },
  { name: "signin-phone-dark", at: "/?theme=dark&lang=en", size: "phone", signedOut: true },
];
const acts = {
  chooseFirst: (page) => page.click(".need-title"),
  filters: (page) => page.click(".latest .chip"),
  search: async (page) => {
    await page.fill("#search", "van");
    await page.waitForSelector("[role=option].menu-item");
  },
  keys: (page) => page.keyboard.press("?"),
};

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"],
});
let bad = 0;
for (const { name, at, size, act, forced, signedOut } of pages) {
  if (!name.includes(only)) continue;
  const [width, height] = sizes[size];
  const context = await browser.newContext({
    viewport: { width, height },
    bypassCSP: false,
    ...(forced ? { forcedColors: forced } : {}),
  });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on(
    "request",
    (request) =>
      new URL(request.url()).origin === base ||
      request.url().startsWith("blob:") ||
      request.url().startsWith("data:") ||
      said.push(`other origin: ${request.url()}`),
  );
  if (signedOut)
    await page.route("**/v1/session", (route) =>
      route.fulfill({ status: 401, contentType: "application/problem+json", body: "{}" }),
    );
  await page.goto(base + at);
  await page.waitForSelector("h1");
  await page.waitForTimeout(1500);
  if (act) await acts[act](page);
  await page.waitForTimeout(act ? 900 : 300);
  await page.screenshot({ path: `${out}/${name}.png` });
  const session = await context.newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const found = await page.evaluate((values) => globalThis.axe.run({ runOnly: values }), tags);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  const lines = found.violations.map(
    (each) =>
      `${each.id}: ${each.nodes.length} ${each.nodes
        .map((node) => `${node.target} ${node.any[0]?.message ?? ""}`)
        .slice(0, 3)
        .join(" | ")}`,
  );
  const quiet = said.filter((text) => !(signedOut && text.includes("401")) && !text.includes("GPU stall"));
  bad += lines.length + quiet.length + Number(wide);
  console.log(`${name}: ${found.violations.length} violations${wide ? ", SCROLLS SIDEWAYS" : ""}`);
  for (const line of [...lines, ...new Set(quiet)]) console.log(`   ${line.slice(0, 400)}`);
  await context.close();
}
await browser.close();
process.exitCode = bad > 0 ? 1 : 0;
