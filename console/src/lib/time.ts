/** Times in the zone's own clock: 24 hours, today without a date. */

import type { Fill, Speech } from "./i18n";
import { createStore, useStore } from "./store";

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${Object.keys(options).join()}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("nl-NL", { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(key, made);
  }
  return made;
}
const hm = { hour: "2-digit", minute: "2-digit" } as const;
const date = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
type When = string | number | Date;

/** 14:05 */
export const clock = (at: When, zone: string): string => format(zone, hm).format(new Date(at));
/** 14:05:09 */
export const clockSeconds = (at: When, zone: string): string =>
  format(zone, { ...hm, second: "2-digit" }).format(new Date(at));
/** 22-11-2026 */
export const day = (at: When, zone: string): string => format(zone, date).format(new Date(at));

/** 14:05 today, 22-11-2026 14:05 on another day. */
export function moment(at: When, zone: string, now: When = Date.now()): string {
  return day(at, zone) === day(now, zone) ? clock(at, zone) : `${day(at, zone)} ${clock(at, zone)}`;
}
const HALF_A_DAY = 12 * 3_600_000;
/** 14:05 within the coming half day, even past midnight; else as any moment. */
export function coming(at: When, zone: string, now: When = Date.now()): string {
  const ahead = new Date(at).getTime() - new Date(now).getTime();
  return ahead > 0 && ahead < HALF_A_DAY ? clock(at, zone) : moment(at, zone, now);
}
/** 14:05 today, 22-11 on another day: for the narrow column of a row. */
export function shortMoment(at: When, zone: string, now: When = Date.now()): string {
  return day(at, zone) === day(now, zone) ? clock(at, zone) : day(at, zone).slice(0, 5);
}
/** With date and seconds, for what hover and detail show. */
export const fullMoment = (at: When, zone: string): string => `${day(at, zone)} ${clockSeconds(at, zone)}`;

/** Age in words from milliseconds: 28 s, 8 min, 1 h 28, 2 days. */
export function age(milliseconds: number, t: Speech): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const words = (key: "age.seconds" | "age.minutes" | "age.hours" | "age.days", fill: Fill) => t(key, fill);
  if (seconds < 60) return words("age.seconds", { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return words("age.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return words("age.days", { n: Math.floor(hours / 24) });
  const rest = minutes % 60;
  const whole = words("age.hours", { n: hours });
  return rest === 0 ? whole : `${whole} ${String(rest).padStart(2, "0")}`;
}

const tick = createStore(Date.now());
if (typeof window !== "undefined") window.setInterval(() => tick.set(Date.now()), 1000);
/** The present moment, anew each second. */
export const useNow = (): number => useStore(tick);

const minute = createStore(Math.floor(Date.now() / 60_000) * 60_000);
if (typeof window !== "undefined") window.setInterval(() => minute.set(Math.floor(Date.now() / 60_000) * 60_000), 1000);
/** The present minute, for what need not be redrawn each second. */
export const useMinute = (): number => useStore(minute);
