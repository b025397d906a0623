/** What needs a person, in which order, and how an item looks as it ages. Pure. */
import { type ListedRow, timeOf } from "../api/feed";
import type { Severity } from "../api/types";

const order: Record<Severity, number> = { extreme: 0, severe: 1, moderate: 2, minor: 3, unknown: 4 };
const hour = 3_600_000;

/** Sent to the reader by name: RED, or AMBER+STRICT to named partners. */
export const sentByName = (row: ListedRow): boolean => !row.mine && (row.tlp === "RED" || row.tlp === "AMBER+STRICT");

/** Whether a row waits for this reader: unread, and either sent by name or severe. */
export function needsMe(row: ListedRow, read: ReadonlySet<string>, now: number): boolean {
  if (row.mine || row.revoked || row.gone || row.type !== "report" || read.has(row.id)) return false;
  if (row.usefulUntil && Date.parse(row.usefulUntil) < now) return false;
  return sentByName(row) || order[row.severity] <= 1;
}

/** Most urgent first, then newest. */
export const byUrgency = (a: ListedRow, b: ListedRow): number =>
  order[a.severity] - order[b.severity] || Date.parse(timeOf(b)) - Date.parse(timeOf(a));

export const isAged = (row: ListedRow, now: number): boolean => now - Date.parse(timeOf(row)) > 2 * hour;
export const isOld = (row: ListedRow, now: number): boolean => now - Date.parse(timeOf(row)) > 24 * hour;
