/** What a preview comes down to in words: the button, who will not see it, the list to take along. Pure. */
import type { Preview, Reason, Tlp } from "../../api/types";
import type { Fill } from "../../lib/i18n";
import type { Key } from "../../lib/words";

export interface Saying {
  word: Key;
  fill?: Fill;
}

/** What sharing does now, named in the button; for an edit, what it adds to `before`. */
export function shareWords(preview: Preview | undefined, tlp: Tlp | null, before: Preview | null, own: string): Saying {
  if (!preview) return { word: before ? "compose.save" : "compose.share" };
  if (preview.public && !before?.public) return { word: "compose.shareEveryone" };
  if (before) return moreWords(preview, before);
  if (preview.public) return { word: "compose.shareEveryone" };
  if (tlp === "RED" && preview.persons <= 1) return { word: "compose.keepMine" };
  if (tlp !== "RED" && preview.rows.every((row) => row.partner === own)) return { word: "compose.keepOurs" };
  return { word: "compose.sharePersons", fill: { n: preview.persons } };
}

function moreWords(preview: Preview, before: Preview): Saying {
  const known = new Map(before.rows.map((row) => [row.partner, row.persons]));
  const added = preview.rows.filter((row) => !known.has(row.partner)).length;
  if (added > 0) return { word: "compose.morePartners", fill: { n: added } };
  const persons = preview.rows.reduce((sum, row) => sum + Math.max(0, row.persons - (known.get(row.partner) ?? 0)), 0);
  return persons > 0 ? { word: "compose.morePersons", fill: { n: persons } } : { word: "compose.save" };
}

export interface Away {
  /** Partners that will not see it for one reason; null is everyone outside the zone. */
  partners: string[] | null;
  reason: Reason;
}
const usual = new Set(["not-in-groups", "not-named", "not-marked"]);

/** Who will not see it: those with a reason of their own first, then the many, then the public. */
export function awayOf(preview: Preview): Away[] {
  const own: Away[] = [];
  const many = new Map<string, Away>();
  const outside: Away[] = [];
  for (const { partner, reason } of preview.notReached) {
    if (partner === null) outside.push({ partners: null, reason });
    else if (!usual.has(reason.code)) own.push({ partners: [partner], reason });
    else {
      const group = many.get(reason.code);
      if (group) group.partners?.push(partner);
      else many.set(reason.code, { partners: [partner], reason });
    }
  }
  return [...own, ...many.values(), ...outside];
}

/** Precisions at which others than the exact ones get the place, coarsest last, with the groups behind them. */
export function coarsePlaces(preview: Preview): { metres: number; partners: string[]; groups: string[] }[] {
  const found = new Map<number, { metres: number; partners: string[]; groups: string[] }>();
  for (const row of preview.rows) {
    if (row.precisionM === 0) continue;
    const at = found.get(row.precisionM) ?? { metres: row.precisionM, partners: [], groups: [] };
    at.partners.push(row.partner);
    if (row.reason.group && !at.groups.includes(row.reason.group)) at.groups.push(row.reason.group);
    found.set(row.precisionM, at);
  }
  return [...found.values()].sort((a, b) => a.metres - b.metres);
}

/** One cell of a CSV file; a cell that a spreadsheet would take for a formula is kept as text. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csv = (rows: (string | number)[][]): string =>
  `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
