import { describe, expect, it } from "vitest";
import { askedFor, groundTo, missingOf, withGround } from "./grounds";

const known = [
  { id: "to-police", toRegime: "wpg" },
  { id: "to-police-vital", toRegime: "wpg" },
  { id: "to-union", toRegime: "eudpr" },
  { id: "to-court", toRegime: "own" },
];

describe("one ground per regime", () => {
  it("adds a ground for another regime and replaces the one for the same", () => {
    const first = withGround("wpg", "to-police", [], known);
    const both = withGround("own", "to-court", first, known);
    expect(both).toEqual(["to-court", "to-police"]);
    expect(withGround("wpg", "to-police-vital", both, known)).toEqual(["to-court", "to-police-vital"]);
    expect(withGround("wpg", null, both, known)).toEqual(["to-court"]);
    expect([groundTo("wpg", both, known), groundTo("eudpr", both, known)]).toEqual(["to-police", null]);
  });
  it("makes equal choices equal in whatever order they were made", () => {
    const one = withGround("own", "to-court", withGround("wpg", "to-police", [], known), known);
    const other = withGround("wpg", "to-police", withGround("own", "to-court", [], known), known);
    expect(one).toEqual(other);
  });
  it("names once, per regime, the partners that miss a ground and what would cover them", () => {
    const police = ["to-police", "to-police-vital"];
    const refused = [
      { partner: "partner--1", regime: "wpg", grounds: police },
      { partner: "partner--2", regime: "own", grounds: ["to-court"] },
      { partner: "partner--3", regime: "wpg", grounds: police },
    ];
    expect(missingOf(refused)).toEqual([
      { regime: "wpg", partners: ["partner--1", "partner--3"], grounds: police },
      { regime: "own", partners: ["partner--2"], grounds: ["to-court"] },
    ]);
    expect(missingOf([])).toEqual([]);
  });
  it("asks for the regimes that miss a ground and those that have one, in the order of the law", () => {
    expect(askedFor(["own"], ["to-police"], known)).toEqual(["wpg", "own"]);
    expect(askedFor([], [], known)).toEqual([]);
  });
});
