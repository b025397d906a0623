/** Items as features: markers, counts where more than eight stand together, coarse places. Pure. */
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { Severity } from "../api/types";
import { anchor, circle } from "./geometry";
import type { Palette } from "./palette";
import type { Look } from "./shapes";

export interface MapItem {
  id: string;
  title: string;
  severity: Severity;
  look: Look;
  /** Older than a day: drawn smaller. */
  old: boolean;
  geometry: Geometry;
  /** 0 for an exact place, else the radius in metres within which it lies. */
  precisionM: number;
}
export interface Cluster {
  ids: string[];
  position: Position;
  open: boolean;
}
export interface Grouped {
  single: MapItem[];
  clusters: Cluster[];
}

/** Half of the 40 px within which items stand together. */
const reach = 20;
const mostTogether = 8;
const urgency: Record<Severity, number> = { extreme: 0, severe: 1, moderate: 2, minor: 3, unknown: 4 };
export const byUrgency = (a: MapItem, b: MapItem): number =>
  Number(b.look === "open") - Number(a.look === "open") || urgency[a.severity] - urgency[b.severity];

/** World pixels of the Web Mercator map at a zoom, 512 px to the tile. */
function worldPixel([x = 0, y = 0]: Position, zoom: number): [number, number] {
  const size = 512 * 2 ** zoom;
  const sine = Math.sin((y * Math.PI) / 180);
  return [((x + 180) / 360) * size, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size];
}

/** Places by cell of half the distance, so that what is near stands in the nine cells around. */
class Cells {
  private readonly cells = new Map<string, { item: MapItem; at: [number, number] }[]>();
  private readonly key = (x: number, y: number) => `${Math.floor(x / reach)}:${Math.floor(y / reach)}`;

  add(item: MapItem, at: [number, number]): void {
    const key = this.key(...at);
    const cell = this.cells.get(key);
    if (cell) cell.push({ item, at });
    else this.cells.set(key, [{ item, at }]);
  }
  near([x, y]: [number, number]): MapItem[] {
    const steps = [-reach, 0, reach];
    const around = steps.flatMap((dx) => steps.flatMap((dy) => this.cells.get(this.key(x + dx, y + dy)) ?? []));
    return around.filter(({ at }) => Math.hypot(at[0] - x, at[1] - y) <= reach).map(({ item }) => item);
  }
}

/** More than eight items within 40 px become one count; the chosen item always stands alone. */
export function group(items: readonly MapItem[], zoom: number, selected: string | null): Grouped {
  const cells = new Cells();
  const placed: { item: MapItem; at: [number, number] }[] = [];
  for (const item of items) {
    const position = anchor(item.geometry);
    if (!position) continue;
    const at = worldPixel(position, zoom);
    placed.push({ item, at });
    if (item.id !== selected) cells.add(item, at);
  }
  const taken = new Set<string>();
  const single: MapItem[] = [];
  const clusters: Cluster[] = [];
  for (const { item, at } of placed.sort((a, b) => byUrgency(a.item, b.item))) {
    if (taken.has(item.id)) continue;
    const near = item.id === selected ? [] : cells.near(at).filter((each) => !taken.has(each.id));
    if (near.length <= mostTogether) {
      single.push(item);
      continue;
    }
    for (const each of near) taken.add(each.id);
    clusters.push(clusterOf(near));
  }
  return { single, clusters };
}

function clusterOf(cell: MapItem[]): Cluster {
  const sorted = [...cell].sort(byUrgency);
  const anchors = sorted.map((item) => anchor(item.geometry) ?? [0, 0]);
  const mean = (axis: 0 | 1) => anchors.reduce((sum, at) => sum + (at[axis] ?? 0), 0) / anchors.length;
  return { ids: sorted.map((item) => item.id), position: [mean(0), mean(1)], open: sorted[0]?.look === "open" };
}

const collection = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });

/** Markers and counts; a name is shown when the item is open, chosen or hovered. */
export function markers(grouped: Grouped, selected: string | null, hovered: string | null): FeatureCollection {
  const features: Feature[] = grouped.single.flatMap((item, order) => {
    const at = anchor(item.geometry);
    if (!at) return [];
    const named = item.look === "open" || item.id === selected || item.id === hovered;
    const properties = {
      id: item.id,
      icon: `${item.severity}-${item.look}`,
      size: item.old ? 0.75 : 1,
      name: named ? item.title : "",
      chosen: item.id === selected,
      order,
    };
    return [{ type: "Feature", geometry: { type: "Point", coordinates: at }, properties }];
  });
  for (const cluster of grouped.clusters)
    features.push({
      type: "Feature",
      geometry: { type: "Point", coordinates: cluster.position },
      properties: { ids: cluster.ids.join(" "), count: String(cluster.ids.length), open: cluster.open },
    });
  return collection(features);
}

/** What lies under the markers: dashed circles of coarse places (one for many at the same spot), lines and areas. */
export function extents(items: readonly MapItem[], colours: Palette): FeatureCollection {
  const drawn = new Set<string>();
  return collection(
    [...items].sort(byUrgency).flatMap((item): Feature[] => {
      const colour = item.look === "aged" ? colours.faint : colours.severity[item.severity];
      const at = anchor(item.geometry);
      if (item.precisionM > 0 && at) {
        const spot = `${at.join()} ${item.precisionM}`;
        if (drawn.has(spot)) return [];
        drawn.add(spot);
        const ring = circle(at, item.precisionM);
        const properties = { id: item.id, colour, coarse: true };
        return [{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties }];
      }
      if (item.geometry.type === "Point") return [];
      return [{ type: "Feature", geometry: item.geometry, properties: { id: item.id, colour, coarse: false } }];
    }),
  );
}
