/** Drawing a place: points by click, or by Enter at the middle of the map. The state is pure. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

export type Drawing = "point" | "line" | "area";

/** The geometry that points make so far; null while there are too few. */
export function geometryOf(mode: Drawing, points: Position[]): Geometry | null {
  const last = points.at(-1);
  if (!last) return null;
  if (mode === "point") return { type: "Point", coordinates: last };
  if (mode === "line") return points.length < 2 ? null : { type: "LineString", coordinates: points };
  const first = points[0];
  return points.length < 3 || !first ? null : { type: "Polygon", coordinates: [[...points, first]] };
}

/** The points a geometry was made from, so that it can be changed further. */
export function pointsOf(geometry: Geometry | null): Position[] {
  if (geometry?.type === "Point") return [geometry.coordinates];
  if (geometry?.type === "LineString") return geometry.coordinates;
  if (geometry?.type === "Polygon") return (geometry.coordinates[0] ?? []).slice(0, -1);
  return [];
}

/** Add a point, or replace the only one when a single point is drawn. */
export const withPoint = (mode: Drawing, points: Position[], at: Position): Position[] =>
  mode === "point" ? [at] : [...points, at];

/** What is drawn on the map: the shape, an unfinished line, and each point; a single point is an item's own marker. */
export function drawn(mode: Drawing, points: Position[]): FeatureCollection {
  if (mode === "point") return { type: "FeatureCollection", features: [] };
  const shape = geometryOf(mode, points);
  const feature = (geometry: Geometry): Feature => ({ type: "Feature", properties: {}, geometry });
  const features = points.map((coordinates) => feature({ type: "Point", coordinates }));
  if (shape && shape.type !== "Point") features.push(feature(shape));
  else if (points.length === 2) features.push(feature({ type: "LineString", coordinates: points }));
  return { type: "FeatureCollection", features };
}
