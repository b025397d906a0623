import { describe, expect, it } from "vitest";
import { applyTo, applyToPages, belongs, Feed, mustAsk } from "./feed";
import type { ReportRow } from "./types";

const row = (id: string, more: Partial<ReportRow> = {}): ReportRow => ({
  id,
  type: "report",
  position: id,
  version: "2026-11-22T14:00:00Z",
  title: id,
  kind: "information",
  severity: "minor",
  owner: "identity--a",
  tlp: "GREEN",
  place: null,
  seenFrom: "2026-11-22T14:00:00Z",
  usefulUntil: null,
  created: "2026-11-22T14:01:00Z",
  revoked: false,
  mine: false,
  restricted: false,
  ...more,
});

describe("feed", () => {
  it("takes a position once, so that a resumed stream repeats nothing", () => {
    const feed = new Feed();
    expect(feed.isNew("17")).toBe(true);
    expect(feed.isNew("17")).toBe(false);
  });
  it("keeps the last change of an item after a mark", () => {
    const feed = new Feed();
    feed.add({ row: row("a") });
    const mark = feed.mark();
    feed.add({ row: row("b") });
    feed.add({ row: row("b", { title: "second" }) });
    expect(feed.since(mark)).toEqual([{ row: row("b", { title: "second" }) }]);
  });
});

describe("a list", () => {
  it("gets a new row on top", () => {
    expect(applyTo([row("a")], { row: row("b") }, {}).map((r) => r.id)).toEqual(["b", "a"]);
  });
  it("updates a row in its place", () => {
    const next = applyTo([row("a"), row("b")], { row: row("b", { title: "x" }) }, {});
    expect(next.map((r) => r.title)).toEqual(["a", "x"]);
  });
  it("brings a changed row to the top, as the server does", () => {
    const next = applyTo([row("a"), row("b")], { row: row("b", { position: "later" }) }, {});
    expect(next.map((r) => r.id)).toEqual(["b", "a"]);
  });
  it("brings it to the top of the whole list and counts it once", () => {
    const page = (items: ReportRow[]) => ({ items, next: null, total: 3, totalCapped: false });
    const data = { pages: [page([row("a")]), page([row("b"), row("c")])], pageParams: [] };
    const next = applyToPages(data, { row: row("c", { position: "later" }) }, {});
    expect(next.pages.map((each) => each.items.map((r) => r.id))).toEqual([["c", "a"], ["b"]]);
    expect(next.pages.map((each) => each.total)).toEqual([3, 3]);
  });
  it("takes what was just told as new, whenever it was seen", () => {
    const long = row("a", { seenFrom: "2020-01-01T00:00:00Z" });
    expect(belongs(long, { from: "2026-11-22T10:00:00Z" })).toBe(true);
    expect(belongs(long, { until: "2026-01-01T00:00:00Z" })).toBe(false);
  });
  it("loses a row that no longer fits the filter", () => {
    expect(applyTo([row("a")], { row: row("a") }, { severity: ["extreme"] })).toEqual([]);
  });
  it("keeps a line for what was revoked and none for what is hidden", () => {
    expect(applyTo([row("a")], { gone: "revoked", id: "a" }, {})).toEqual([row("a", { revoked: true })]);
    expect(applyTo([row("a")], { gone: "hidden", id: "a" }, {})).toEqual([]);
  });
  it("never lets another partner's object of the same id replace a row or mark it deleted", () => {
    const rows = [row("a")];
    const copy = row("a", { owner: "identity--b", title: "Fake: all clear", revoked: true, position: "later" });
    for (const change of [{ row: copy }, { gone: "deleted", id: "a", owner: "identity--b" }] as const) {
      expect(applyTo(rows, change, {})).toBe(rows);
      expect(mustAsk(rows, change)).toBe(true);
    }
    expect(applyTo(rows, { gone: "deleted", id: "a", owner: "identity--a" }, {})[0]?.gone).toBe("deleted");
    expect(mustAsk(rows, { row: row("a", { position: "later" }) })).toBe(false);
  });
  it("keeps the last change of each partner's object", () => {
    const feed = new Feed();
    feed.add({ row: row("a") });
    feed.add({ gone: "deleted", id: "a", owner: "identity--b" });
    expect(feed.since(0)).toHaveLength(2);
  });
  it("leaves a search to the server", () => {
    expect(belongs(row("a"), { q: "van" })).toBe(null);
  });
});
