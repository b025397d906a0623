// A stand-in for the server, to look at pages and try them: the built console with its strict policy, and an API in memory.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { demoRoles, events, full, level, partners, persons, reports, row, zone } from "./data.mjs";
import { layers } from "./zone.mjs";

const port = Number(process.env.PORT ?? 8000);
const root = fileURLToPath(new URL("../../../src/igiz/edge/web/static/console/", import.meta.url));
const policy =
  "default-src 'self'; style-src 'self'; script-src 'self'; worker-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

let signedIn = process.env.MOCK_SIGNED_OUT ? null : persons[0];
const streams = new Set();
const sessionOf = (person) => ({
  id: "session--1",
  person,
  partner: partners.find((each) => each.id === person.partner),
  roles: person.roles,
  desks: person.roles.includes("administrator") ? ["picture", "reports", "admin"] : ["picture", "reports"],
  canWrite: person.roles.includes("writer"),
  canDecide: person.roles.includes("decider"),
  canAdminister: person.roles.includes("administrator"),
  canAudit: false,
  expires: new Date(Date.now() + 8 * 3_600_000).toISOString(),
});
const page = (items) => ({ items, next: null, total: items.length, totalCapped: false });

function filtered(query) {
  const severity = query.has("severity") ? query.getAll("severity") : null;
  const from = Date.parse(query.get("from") ?? "") || 0;
  const text = query.get("q")?.toLowerCase();
  return reports.filter(
    (each) =>
      (!severity || severity.includes(each.severity)) &&
      (!query.get("kind") || each.kind === query.get("kind")) &&
      (!query.get("owner") || each.owner === query.get("owner")) &&
      (!text || each.title.toLowerCase().includes(text)) &&
      Date.parse(each.seenFrom) >= from,
  );
}
function places(query) {
  const text = (query.get("q") ?? "").toLowerCase();
  const seen = new Map();
  for (const { properties, geometry } of layers.streets.features)
    if (properties.name?.toLowerCase().includes(text) && !seen.has(properties.name))
      seen.set(properties.name, { name: properties.name, kind: "street", position: geometry.coordinates[0] });
  return { items: [...seen.values()].slice(0, 8) };
}
const problem = (status, slug, detail) => ({
  status,
  body: { type: `/problems/${slug}`, title: slug, status, detail, id: "01J-EXAMPLE" },
});

const signIn = (form) => {
  signedIn = persons.find((each) => each.id === form.person || each.login === form.login) ?? null;
  if (!signedIn) return problem(401, "wrong-credentials", "Login or password is not right.");
  return { status: 201, body: sessionOf(signedIn) };
};
const answers = {
  "GET zone": () => zone,
  "GET session": () => (signedIn ? sessionOf(signedIn) : problem(401, "signed-out", "Sign in first.")),
  "DELETE session": () => {
    signedIn = null;
    return { status: 204 };
  },
  "POST sessions": signIn,
  "POST demo-sessions": signIn,
  "GET demo-roles": () => ({ items: demoRoles }),
  "GET partners": () => page(partners),
  "GET persons": () => page(persons),
  "GET groups": () => page([]),
  "GET events": () => page(events),
  "GET measure-levels": () => [level],
  "GET counts": () => ({ reports: reports.length, forYou: 2 }),
  "GET drafts": () => page([]),
};

function api(method, path, query, form) {
  const fixed = answers[`${method} ${path}`];
  if (fixed) return fixed(form);
  if (path === "places") return places(query);
  if (path.startsWith("zone/layers/")) return layers[path.split("/")[2]] ?? problem(404, "not-found", "No such layer.");
  if (path === "reports" && method === "GET") return page(filtered(query));
  const found = reports.find((each) => path.split("/")[1] === each.id);
  if (!found) return problem(404, "not-found", "No such thing, or not yours to see.");
  if (path.endsWith("/readers")) return readers();
  if (method === "POST") return { status: 201, body: {} };
  return full(found);
}
function readers() {
  const reason = { code: "community", text: { nl: "alle partners", en: "all partners" } };
  const rows = partners.map((each, n) => ({
    partner: each.id,
    persons: 5 - n,
    reason,
    precisionM: n ? 250 : 0,
    ground: null,
    people: null,
    until: null,
    minLevel: null,
  }));
  return { persons: 14, partners: 4, rows, notReached: [], refused: [], newSince: [], public: false, emptyGroups: [] };
}

function send(response, status, body, headers = {}) {
  const isProblem = status >= 400;
  const type = isProblem ? "application/problem+json" : "application/json";
  response.writeHead(status, { "Content-Type": type, "API-Version": "1.0.0", ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
function stream(response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write(`event: hello\nid: 1\ndata: {"position":"1"}\n\n`);
  streams.add(response);
  response.on("close", () => streams.delete(response));
}
/** Test door: POST /mock/report {title, ...row} adds a report and tells every stream. */
function add(form) {
  const fresh = { ...row(form.title, 0, form), seenFrom: new Date().toISOString(), created: new Date().toISOString() };
  reports.unshift(fresh);
  for (const each of streams) each.write(`event: report\nid: ${fresh.position}\ndata: ${JSON.stringify(fresh)}\n\n`);
  return fresh;
}
function file(path, response) {
  const asked = join(root, normalize(path === "/" ? "index.html" : path));
  if (!asked.startsWith(root) || !existsSync(asked)) return response.writeHead(404).end();
  response.writeHead(200, {
    "Content-Type": types[extname(asked)] ?? "application/octet-stream",
    "Content-Security-Policy": policy,
  });
  response.end(readFileSync(asked));
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/v1/stream") return stream(response);
  if (!url.pathname.startsWith("/v1/") && !url.pathname.startsWith("/mock/")) return file(url.pathname, response);
  let text = "";
  for await (const part of request) text += part;
  const form = text === "" ? {} : JSON.parse(text);
  if (url.pathname === "/mock/report") return send(response, 201, add(form));
  if (url.pathname === "/mock/drop") {
    for (const each of streams) each.destroy();
    return send(response, 200, {});
  }
  const answer = api(request.method, url.pathname.slice(4), url.searchParams, form);
  if (typeof answer.status === "number") return send(response, answer.status, answer.body);
  send(response, 200, answer, url.pathname.includes("/reports/") ? { ETag: '"1"' } : {});
}).listen(port, () => console.log(`mock server on http://localhost:${port}`));
