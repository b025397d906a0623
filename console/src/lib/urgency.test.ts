import { describe, expect, it } from "vitest";
import type { ListedRow } from "../api/feed";
import { byUrgency, needsMe } from "./urgency";

const now = Date.parse("2026-11-22T14:00:00Z");
const row = (id: string, more: Partial<ListedRow>): ListedRow => ({
  id,
  type: "report",
  position: id,
  version: "",
  title: id,
  kind: "information",
  severity: "minor",
  owner: "identity--a",
  tlp: "GREEN",
  place: null,
  seenFrom: "2026-11-22T13:00:00Z",
  usefulUntil: null,
  created: "2026-11-22T13:00:00Z",
  revoked: false,
  mine: false,
  restricted: false,
  ...more,
});
const nobody = new Set<string>();

describe("what needs me", () => {
  it("is what was sent by name or is severe, until read", () => {
    expect(needsMe(row("a", { tlp: "RED" }), nobody, now)).toBe(true);
    expect(needsMe(row("a", { severity: "severe" }), nobody, now)).toBe(true);
    expect(needsMe(row("a", {}), nobody, now)).toBe(false);
    expect(needsMe(row("a", { tlp: "RED" }), new Set(["a"]), now)).toBe(false);
  });
  it("is never my own, revoked or past its use", () => {
    expect(needsMe(row("a", { tlp: "RED", mine: true }), nobody, now)).toBe(false);
    expect(needsMe(row("a", { tlp: "RED", revoked: true }), nobody, now)).toBe(false);
    expect(needsMe(row("a", { tlp: "RED", usefulUntil: "2026-11-22T13:59:00Z" }), nobody, now)).toBe(false);
  });
  it("comes most urgent first, then newest", () => {
    const rows = [
      row("old", { seenFrom: "2026-11-22T11:00:00Z" }),
      row("new", {}),
      row("severe", { severity: "severe", seenFrom: "2026-11-22T10:00:00Z" }),
    ];
    expect(rows.sort(byUrgency).map((each) => each.id)).toEqual(["severe", "new", "old"]);
  });
});
