import { describe, expect, it } from "vitest";
import { readWall, writeWall } from "./wall";

const zone = "Europe/Amsterdam";
const now = Date.parse("2026-11-22T14:00:00Z");

describe("wall times", () => {
  it.each([
    ["22-11-2026 20:00", "2026-11-22T19:00:00.000Z"],
    ["1-7-2026 9:05", "2026-07-01T07:05:00.000Z"],
    ["24-11 08.30", "2026-11-24T07:30:00.000Z"],
    ["20:00", "2026-11-22T19:00:00.000Z"],
    ["14:30", "2026-11-23T13:30:00.000Z"],
  ])("%s is read in the clocks of the zone", (text, iso) => {
    expect(readWall(text, zone, now)).toBe(iso);
  });
  it.each(["", "soon", "31-02-2026 10:00", "22-11-2026", "25:00", "10:75"])("%j is no wall time", (text) => {
    expect(readWall(text, zone, now)).toBe(null);
  });
  it("takes the first of two when clocks are set back, and moves on when they skip", () => {
    expect(readWall("25-10-2026 02:30", zone, now)).toBe("2026-10-25T00:30:00.000Z");
    expect(readWall("29-03-2026 02:30", zone, now)).toBe("2026-03-29T01:30:00.000Z");
  });
  it("writes what it reads", () => {
    expect(writeWall("2026-11-22T19:00:00Z", zone)).toBe("22-11-2026 20:00");
  });
});
