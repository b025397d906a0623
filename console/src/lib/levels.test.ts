import { describe, expect, it } from "vitest";
import type { Group, LevelNumber } from "../api/types";
import { type Decided, levelAt, turned } from "./levels";

const at = (hour: number) => Date.parse(`2026-11-22T${String(hour).padStart(2, "0")}:00:00Z`);
const decided = (level: LevelNumber, from: number, until: number | null, then: LevelNumber | null = null): Decided => ({
  level,
  from: new Date(at(from)).toISOString(),
  until: until === null ? null : new Date(at(until)).toISOString(),
  then,
});

describe("the level that holds", () => {
  const running = [decided(4, 12, 14), decided(2, 10, 18)];
  it("is the latest decision until its end, then what was decided before, then the base", () => {
    expect([9, 11, 13, 15, 19].map((hour) => levelAt(running, at(hour)))).toEqual([1, 2, 4, 2, 1]);
  });
  it("is no higher than what a decision says follows it", () => {
    expect(levelAt([decided(4, 12, 14, 1), decided(3, 10, 18)], at(15))).toBe(1);
  });
  it("is the base without any decision", () => {
    expect(levelAt([], at(12))).toBe(1);
  });
});

describe("what a level turns", () => {
  const member = (partner: string, minLevel: LevelNumber | null) => ({
    partner,
    minLevel,
    from: "",
    until: null,
    invitedBy: "a",
  });
  const group: Group = {
    id: "g",
    name: "Gates",
    purpose: "",
    owner: "a",
    precisionM: 0,
    members: [member("a", null), member("b", 3), member("c", 4)],
  };
  it("opens memberships from their least level on", () => {
    expect(turned([group], 2, 4)).toEqual({
      opens: [
        { group: "g", partner: "b" },
        { group: "g", partner: "c" },
      ],
      closes: [],
    });
    expect(turned([group], 3, 3)).toEqual({ opens: [], closes: [] });
  });
  it("closes them below it", () => {
    expect(turned([group], 4, 3)).toEqual({ opens: [], closes: [{ group: "g", partner: "c" }] });
  });
});
