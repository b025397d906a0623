/** What the Picture desk shows: the reports of the span, what needs this person, and both as map items. */
import { useMemo } from "react";
import type { ListedRow } from "../../api/feed";
import { useReports } from "../../api/queries";
import type { ReportFilter, Severity } from "../../api/types";
import { type Place, usePlace } from "../../lib/address";
import { useRead } from "../../lib/read";
import { useMinute } from "../../lib/time";
import { byUrgency, isAged, isOld, needsMe } from "../../lib/urgency";
import type { MapItem } from "../../map";

const hour = 3_600_000;
const step = 5 * 60_000;
const hoursOf: Record<string, number> = { "6h": 6, "24h": 24 };

/** Start of the span, moving on in steps of five minutes so that the question stays the same meanwhile. */
export function spanStart(span: string, now: number): string | undefined {
  const hours = hoursOf[span];
  return hours === undefined ? undefined : new Date(Math.floor(now / step) * step - hours * hour).toISOString();
}

function filterOf(place: Place, now: number): ReportFilter {
  const from = spanStart(place.span, now);
  return {
    ...(from ? { from } : {}),
    ...(place.severity.length > 0 ? { severity: place.severity as Severity[] } : {}),
    ...(place.kind ? { kind: place.kind } : {}),
    ...(place.owner ? { owner: place.owner } : {}),
  };
}

const rowsOf = (data: ReturnType<typeof useReports>["data"]): ListedRow[] =>
  data?.pages.flatMap((page) => page.items) ?? [];

/** What needs this person in the last day, whatever the filters say. */
export function useForYou(): ListedRow[] {
  const now = useMinute();
  const read = useRead();
  const from = spanStart("24h", now);
  const { data } = useReports(from ? { from } : {});
  return useMemo(
    () =>
      rowsOf(data)
        .filter((row) => needsMe(row, read, now))
        .sort(byUrgency),
    [data, read, now],
  );
}
export const useForYouCount = (): number => useForYou().length;

/** The list of the span under the filters of the address. */
export function useLatest() {
  const place = usePlace();
  const now = useMinute();
  const filter = useMemo(() => filterOf(place, now), [place, now]);
  const query = useReports(filter);
  const rows = useMemo(() => rowsOf(query.data), [query.data]);
  return { query, rows, total: query.data?.pages[0]?.total ?? 0, now };
}

/** Rows that have a place, as the map draws them. */
export function mapItems(rows: readonly ListedRow[], open: ReadonlySet<string>, now: number): MapItem[] {
  return rows.flatMap((row): MapItem[] => {
    if (!row.place?.geometry || row.gone) return [];
    const waits = open.has(row.id);
    const look = waits ? "open" : isAged(row, now) || row.revoked ? "aged" : "taken";
    const { geometry, precisionM } = row.place;
    const { id, title, severity } = row;
    return [{ id, title, severity, look, old: isOld(row, now), geometry, precisionM }];
  });
}
