import { describe, expect, it } from "vitest";
import { parsePosition, shapeOf, withoutLast } from "./place";

describe("a place", () => {
  it("is read from latitude and longitude", () => {
    expect(parsePosition("52.0914, 4.2801")).toEqual([4.2801, 52.0914]);
    expect(parsePosition("Catsheuvel 12")).toBeNull();
    expect(parsePosition("152.1, 4.2")).toBeNull();
  });
  it("loses its last point, and itself when too few are left", () => {
    const a = [4, 52];
    const b = [5, 52];
    const c = [5, 53];
    const d = [4, 53];
    expect(withoutLast({ type: "LineString", coordinates: [a, b, c] })).toEqual({
      type: "LineString",
      coordinates: [a, b],
    });
    expect(withoutLast({ type: "LineString", coordinates: [a, b] })).toBeNull();
    expect(withoutLast({ type: "Polygon", coordinates: [[a, b, c, d, a]] })).toEqual({
      type: "Polygon",
      coordinates: [[a, b, c, a]],
    });
    expect(withoutLast({ type: "Polygon", coordinates: [[a, b, c, a]] })).toBeNull();
  });
  it("is drawn on in its own shape", () => {
    expect(shapeOf({ type: "Polygon", coordinates: [] })).toBe("area");
    expect(shapeOf(null)).toBe("point");
  });
});
