/** What is near an item in place and time. Pure. */
import type { ListedRow } from "../api/feed";
import { timeOf } from "../api/feed";
import { anchor, distance } from "../map/geometry";

const farthestMetres = 500;
const longestMilliseconds = 2 * 3_600_000;
const most = 3;

/** Up to three other rows within 500 m and two hours, the nearest first. */
export function nearest(of: ListedRow, rows: readonly ListedRow[]): { row: ListedRow; metres: number }[] {
  const here = of.place?.geometry ? anchor(of.place.geometry) : null;
  if (!here) return [];
  const at = Date.parse(timeOf(of));
  return rows
    .flatMap((row) => {
      const there = row.place?.geometry ? anchor(row.place.geometry) : null;
      if (row.id === of.id || !there || row.revoked || row.gone) return [];
      if (Math.abs(Date.parse(timeOf(row)) - at) > longestMilliseconds) return [];
      const metres = distance(here, there);
      return metres > farthestMetres ? [] : [{ row, metres }];
    })
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most);
}
