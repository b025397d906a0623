import { describe, expect, it } from "vitest";
import { drawn, geometryOf, pointsOf, withPoint } from "./draw";

const a = [4.28, 52.09];
const b = [4.29, 52.09];
const c = [4.29, 52.1];

describe("drawing", () => {
  it("needs one point, two for a line, three for an area", () => {
    expect(geometryOf("point", [a])).toEqual({ type: "Point", coordinates: a });
    expect(geometryOf("line", [a])).toBe(null);
    expect(geometryOf("line", [a, b])).toEqual({ type: "LineString", coordinates: [a, b] });
    expect(geometryOf("area", [a, b])).toBe(null);
    expect(geometryOf("area", [a, b, c])).toEqual({ type: "Polygon", coordinates: [[a, b, c, a]] });
  });
  it("replaces a single point and adds to the others", () => {
    expect(withPoint("point", [a], b)).toEqual([b]);
    expect(withPoint("line", [a], b)).toEqual([a, b]);
  });
  it("takes a finished shape apart again", () => {
    expect(pointsOf(geometryOf("area", [a, b, c]))).toEqual([a, b, c]);
  });
  it("shows the first side of an area before it closes", () => {
    expect(drawn("area", [a, b]).features.map((feature) => feature.geometry.type)).toEqual([
      "Point",
      "Point",
      "LineString",
    ]);
  });
});
