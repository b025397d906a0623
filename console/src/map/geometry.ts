/** Small plane geometry in WGS 84; distances in metres, good to a per mille within a city. Pure. */
import type { Geometry, Position } from "geojson";

const metresPerLatitude = 110_574;
const metresPerLongitude = (latitude: number): number => 111_320 * Math.cos((latitude * Math.PI) / 180);

/** The point `metres` from `from` at `bearing` degrees clockwise from north. */
export function destination(from: Position, bearing: number, metres: number): Position {
  const [x = 0, y = 0] = from;
  const angle = (bearing * Math.PI) / 180;
  return [x + (metres * Math.sin(angle)) / metresPerLongitude(y), y + (metres * Math.cos(angle)) / metresPerLatitude];
}

/** Ring of a circle, closed, with 64 sides. */
export const circle = (centre: Position, metres: number): Position[] =>
  Array.from({ length: 65 }, (_, at) => destination(centre, (at % 64) * 5.625, metres));

/** Metres between two points. */
export function distance(a: Position, b: Position): number {
  const [ax = 0, ay = 0] = a;
  const [bx = 0, by = 0] = b;
  return Math.hypot((bx - ax) * metresPerLongitude((ay + by) / 2), (by - ay) * metresPerLatitude);
}

/** Every position of a geometry. */
export function positions(geometry: Geometry): Position[] {
  switch (geometry.type) {
    case "Point":
      return [geometry.coordinates];
    case "LineString":
    case "MultiPoint":
      return geometry.coordinates;
    case "Polygon":
    case "MultiLineString":
      return geometry.coordinates.flat();
    case "MultiPolygon":
      return geometry.coordinates.flat(2);
    case "GeometryCollection":
      return geometry.geometries.flatMap(positions);
  }
}

/** Where the marker of a geometry stands: the point, the middle vertex of a line, the mean of an area. */
export function anchor(geometry: Geometry): Position | null {
  const all = positions(geometry);
  if (all.length === 0) return null;
  if (geometry.type === "LineString") return all[Math.floor(all.length / 2)] ?? null;
  const sum = all.reduce<[number, number]>(([x, y], [px = 0, py = 0]) => [x + px, y + py], [0, 0]);
  return [sum[0] / all.length, sum[1] / all.length];
}

export type Box = [[number, number], [number, number]];
/** The box around positions; null for none. */
export function boxOf(all: Position[]): Box | null {
  if (all.length === 0) return null;
  const xs = all.map(([x = 0]) => x);
  const ys = all.map(([, y = 0]) => y);
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}
