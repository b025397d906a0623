import { expect, it } from "vitest";
import { scaleOf } from "./scale";

it("puts now at seven twelfths and marks whole hours", () => {
  const now = Date.parse("2026-11-22T14:30:00Z");
  const scale = scaleOf(now, 120, 1080);
  expect(scale.x(now)).toBe(680);
  expect(scale.hours.map((time) => new Date(time).toISOString().slice(11, 16))).toEqual([
    "11:00",
    "12:00",
    "13:00",
    "14:00",
    "15:00",
    "16:00",
    "17:00",
  ]);
});
