import { expect, it } from "vitest";
import { windowOf } from "./window";

it("keeps a screen of rows and a margin", () => {
  expect(windowOf(200, 60, 10_000, 1080)).toEqual({ from: 0, until: 21 });
  expect(windowOf(-6000, 60, 10_000, 1080)).toEqual({ from: 94, until: 124 });
  expect(windowOf(200, 60, 3, 1080)).toEqual({ from: 0, until: 3 });
});
