import { describe, expect, it } from "vitest";
import { distance } from "./geometry";
import { extents, group, type MapItem, markers } from "./items";
import { palettes } from "./palette";

const item = (id: string, x: number, more: Partial<MapItem> = {}): MapItem => ({
  id,
  title: `Item ${id}`,
  severity: "minor",
  look: "taken",
  old: false,
  geometry: { type: "Point", coordinates: [x, 52.09] },
  precisionM: 0,
  ...more,
});
const many = (n: number) => Array.from({ length: n }, (_, at) => item(String(at), 4.28));

describe("grouping", () => {
  it("leaves eight alone and makes nine a count", () => {
    expect(group(many(8), 15, null).clusters).toEqual([]);
    const { single, clusters } = group(many(9), 15, null);
    expect(single).toEqual([]);
    expect(clusters.map((cluster) => cluster.ids.length)).toEqual([9]);
  });
  it("keeps the chosen item out of a count", () => {
    const { single, clusters } = group(many(10), 15, "3");
    expect(single.map((each) => each.id)).toEqual(["3"]);
    expect(clusters[0]?.ids.includes("3")).toBe(false);
  });
  it("puts what waits for a person first", () => {
    const { single } = group([item("a", 4.2), item("b", 4.3, { look: "open", severity: "severe" })], 15, null);
    expect(single.map((each) => each.id)).toEqual(["b", "a"]);
  });
});

describe("features", () => {
  it("name only what is open, chosen or hovered", () => {
    const grouped = group([item("a", 4.2), item("b", 4.3), item("c", 4.4, { look: "open" })], 15, "a");
    const names = markers(grouped, "a", null).features.map((feature) => feature.properties?.name);
    expect(names).toEqual(["Item c", "Item a", ""]);
  });
  it("draw one circle for many at the same coarse place, in the colour of the most urgent", () => {
    const items = [item("a", 4.28, { precisionM: 250 }), item("b", 4.28, { precisionM: 250, severity: "severe" })];
    const { features } = extents(items, palettes.light);
    expect(features.map((feature) => feature.properties?.id)).toEqual(["b"]);
  });
  it("draw a coarse place as a circle of its radius", () => {
    const [feature] = extents([item("a", 4.28, { precisionM: 250 })], palettes.light).features;
    const ring = feature?.geometry.type === "Polygon" ? feature.geometry.coordinates[0] : [];
    expect(ring?.length).toBe(65);
    expect(Math.round(distance([4.28, 52.09], ring?.[16] ?? []))).toBe(250);
  });
});
