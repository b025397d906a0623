/** What was drawn or typed as a place. Pure. */
import type { Geometry } from "geojson";
import type { Position } from "../../api/types";
import type { Drawing } from "../../map";

/** How a geometry is drawn on. */
export const shapeOf = (geometry: Geometry | null): Drawing =>
  geometry?.type === "LineString" ? "line" : geometry?.type === "Polygon" ? "area" : "point";

/** The geometry without its last point; nothing when too few are left. */
export function withoutLast(geometry: Geometry | null): Geometry | null {
  if (geometry?.type === "LineString") {
    const left = geometry.coordinates.slice(0, -1);
    return left.length < 2 ? null : { type: "LineString", coordinates: left };
  }
  if (geometry?.type === "Polygon") {
    const left = (geometry.coordinates[0] ?? []).slice(0, -2);
    const [first] = left;
    return left.length < 3 || !first ? null : { type: "Polygon", coordinates: [[...left, first]] };
  }
  return null;
}

/** `52.0914, 4.2801` (latitude first, as people write it) as longitude and latitude. */
export function parsePosition(text: string): Position | null {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!found) return null;
  const [latitude, longitude] = [Number(found[1]), Number(found[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [longitude, latitude] : null;
}
