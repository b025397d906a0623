import { describe, expect, it } from "vitest";
import { readPlace, startPlace, writePlace } from "./address";

describe("the address", () => {
  it("is bare at the start", () => {
    expect(writePlace(startPlace)).toBe("/");
    expect(readPlace("")).toEqual(startPlace);
  });
  it("brings everything back", () => {
    const place = {
      desk: "reports",
      item: "report--1",
      view: "compose",
      severity: ["extreme", "severe"],
      kind: "traffic",
      owner: "identity--2",
      span: "24h",
      listOnly: true,
    };
    expect(readPlace(writePlace(place, { lang: "nl", theme: "dark" }).slice(1))).toEqual(place);
  });
});
