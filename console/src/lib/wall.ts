/** Wall times of the zone as people write them: 22-11-2026 20:00, 22-11 20:00 or 20:00. Pure. */
import { clock, day } from "./time";

const hour = 3_600_000;

/** How far the clocks of a time zone are ahead of UTC at a moment, in milliseconds. */
function ahead(at: number, zone: string): number {
  const [date = "", month = "", year = ""] = day(at, zone).split("-");
  const shown = Date.parse(`${year}-${month}-${date}T${clock(at, zone)}:00Z`);
  return shown - Math.floor(at / 60_000) * 60_000;
}

/** The moment at which clocks of the zone show this; the first of two when they are set back. */
function momentOf(year: number, month: number, date: number, hours: number, minutes: number, zone: string) {
  const shown = Date.UTC(year, month - 1, date, hours, minutes);
  if (new Date(shown).getUTCDate() !== date || new Date(shown).getUTCMonth() !== month - 1) return null;
  const guesses = [ahead(shown - 12 * hour, zone), ahead(shown + 12 * hour, zone)].map((offset) => shown - offset);
  const right = guesses.filter((guess) => guess + ahead(guess, zone) === shown);
  return right.length > 0 ? Math.min(...right) : (guesses[0] ?? shown);
}

const form = /^(?:(\d{1,2})-(\d{1,2})(?:-(\d{4}))?\s+)?(\d{1,2})[:.](\d{2})$/;

/** Read a wall time as RFC 3339 in UTC; a time alone is the next time clocks show it. Nothing when it is none. */
export function readWall(text: string, zone: string, now: number = Date.now()): string | null {
  const found = form.exec(text.trim());
  if (!found) return null;
  const [date, month, year, hours, minutes] = found.slice(1).map((part) => (part === undefined ? null : Number(part)));
  if ((hours ?? 0) > 23 || (minutes ?? 0) > 59) return null;
  const on = (from: number) => {
    const [d = 1, m = 1, y = 1970] = day(from, zone).split("-").map(Number);
    return momentOf(year ?? y, month ?? m, date ?? d, hours ?? 0, minutes ?? 0, zone);
  };
  const today = on(now);
  const at = date === null && today !== null && today <= now ? on(now + 24 * hour) : today;
  return at === null ? null : new Date(at).toISOString();
}

/** Write a moment as it is read: 22-11-2026 20:00. */
export const writeWall = (at: string | number, zone: string): string => `${day(at, zone)} ${clock(at, zone)}`;
