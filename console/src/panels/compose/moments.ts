/** Moments as people type them in the zone's own clock, and back. Pure. */
import { clock, day } from "../../lib/time";

/** Milliseconds that the zone's clock is ahead of UTC at a moment. */
function ahead(at: number, zone: string): number {
  const [date, month, year] = day(at, zone).split("-").map(Number);
  const [hour, minute] = clock(at, zone).split(":").map(Number);
  const shown = Date.UTC(year ?? 0, (month ?? 1) - 1, date, hour, minute);
  return shown - Math.floor(at / 60_000) * 60_000;
}

/** The moment at which the zone's clock shows this time. */
function fromZone(shown: number, zone: string): number {
  const guess = shown - ahead(shown, zone);
  return shown - ahead(guess, zone);
}

const pattern = /^(?:(\d{1,2})-(\d{1,2})(?:-(\d{4}))?\s+)?(\d{1,2}):(\d{2})$/;

/** `22-11-2026 14:10`, `22-11 14:10` or `14:10` (today) as RFC 3339; null when it is none of these. */
export function parseMoment(text: string, zone: string, now: number): string | null {
  const found = pattern.exec(text.trim());
  if (!found) return null;
  const [today, thisMonth, thisYear] = day(now, zone).split("-").map(Number);
  const [, date, month, year, hour, minute] = found.map((part) => (part === undefined ? undefined : Number(part)));
  const at = { date: date ?? today ?? 1, month: month ?? thisMonth ?? 1, year: year ?? thisYear ?? 1970 };
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59) return null;
  const shown = Date.UTC(at.year, at.month - 1, at.date, hour, minute);
  const check = new Date(shown);
  if (check.getUTCDate() !== at.date || check.getUTCMonth() !== at.month - 1) return null;
  return new Date(fromZone(shown, zone)).toISOString();
}

/** As a field shows it: `22-11-2026 14:10`; nothing for no moment. */
export const showMoment = (at: string | number | null | undefined, zone: string): string =>
  at === null || at === undefined ? "" : `${day(at, zone)} ${clock(at, zone)}`;
