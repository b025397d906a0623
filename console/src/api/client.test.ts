import { expect, it } from "vitest";
import { address } from "./client";

it("repeats the name of a list and leaves out what is empty", () => {
  expect(address("reports", { severity: ["extreme", "severe"], kind: "", cursor: null, limit: 50 })).toBe(
    "/v1/reports?severity=extreme&severity=severe&limit=50",
  );
  expect(address("zone", {})).toBe("/v1/zone");
});
