/** What the live stream said, kept so that a list fetched meanwhile can be brought up to date. Pure. */
import type { ReportFilter, ReportRow } from "./types";

export type Gone = "revoked" | "deleted" | "hidden";
/** A row of a list; `gone` is set when its content went but a line about it stays. */
export type ListedRow = ReportRow & { gone?: Gone };
/** `owner` is whose object went, where the server says so: others may have shared theirs under the same id. */
export type Change = { row: ReportRow } | { gone: Gone; id: string; owner?: string };

const idOf = (change: Change): string => ("row" in change ? change.row.id : change.id);
const ownerOf = (change: Change): string | undefined => ("row" in change ? change.row.owner : change.owner);

/** Whether a change is about another partner's object under the id of a row: it never touches that row. */
const ofAnother = (row: ListedRow | undefined, change: Change): boolean =>
  row !== undefined && ownerOf(change) !== undefined && ownerOf(change) !== row.owner;

/** Remembers the last change per item with a running number; `since` gives those after a mark. */
export class Feed {
  private readonly last = new Map<string, { at: number; change: Change }>();
  private readonly seen = new Set<string>();
  private now = 0;

  constructor(private readonly capacity = 2000) {}

  /** True the first time a position is offered, false for a repeat after a resumed connection. */
  isNew(position: string): boolean {
    if (position === "") return true;
    if (this.seen.has(position)) return false;
    this.seen.add(position);
    if (this.seen.size > this.capacity) this.seen.delete(this.seen.values().next().value ?? "");
    return true;
  }

  mark(): number {
    return this.now;
  }

  add(change: Change): void {
    const id = `${ownerOf(change) ?? ""} ${idOf(change)}`;
    this.last.delete(id);
    this.last.set(id, { at: ++this.now, change });
    if (this.last.size > this.capacity) this.last.delete(this.last.keys().next().value ?? "");
  }

  since(mark: number): Change[] {
    return [...this.last.values()].filter((entry) => entry.at > mark).map((entry) => entry.change);
  }

  /** Forget everything: what is fetched from now on is the truth. */
  clear(): void {
    this.last.clear();
    this.seen.clear();
  }
}

/** Whether a row that was just told belongs in a list; null when only the server can tell (full text). */
export function belongs(row: ReportRow, filter: ReportFilter): boolean | null {
  if (filter.q) return null;
  const wanted = filter.type ?? "report";
  if (wanted !== "any" && row.type !== wanted) return false;
  if (filter.severity && filter.severity.length > 0 && !filter.severity.includes(row.severity)) return false;
  if (filter.kind && row.kind !== filter.kind) return false;
  if (filter.owner && row.owner !== filter.owner) return false;
  // the server narrows by when it took something in, and that is now: after every start, and after an end that is past
  return !(filter.until && Date.parse(filter.until) < Date.now());
}

/** The moment a row is about: when it was seen, else when it was written. */
export const timeOf = (row: ReportRow): string => row.seenFrom ?? row.created;

/** Whether only the server can tell which partner's object now stands in a list: one left, or several share its id. */
export const mustAsk = (rows: ListedRow[], change: Change): boolean =>
  ("gone" in change && change.gone === "hidden") ||
  ofAnother(
    rows.find((row) => row.id === idOf(change)),
    change,
  );

/** Apply one change to a list that has the last changed first; gives the same array when nothing changes. */
export function applyTo(rows: ListedRow[], change: Change, filter: ReportFilter): ListedRow[] {
  const id = idOf(change);
  const at = rows.findIndex((row) => row.id === id);
  if (ofAnother(rows[at], change)) return rows;
  if ("gone" in change) {
    const old = rows[at];
    if (!old) return rows;
    if (change.gone === "hidden") return rows.filter((row) => row.id !== id);
    if (change.gone === "deleted") return rows.with(at, { ...old, gone: "deleted", title: "", place: null });
    return rows.with(at, { ...old, revoked: true });
  }
  const belonging = belongs(change.row, filter);
  if (belonging === null) return rows;
  if (!belonging) return at < 0 ? rows : rows.filter((row) => row.id !== id);
  if (rows[at]?.position === change.row.position) return rows.with(at, change.row);
  return [change.row, ...rows.filter((row) => row.id !== id)];
}

/** Pages as the list query keeps them: page by page, newest first. */
export interface Pages {
  pages: { items: ListedRow[]; next: string | null; total: number; totalCapped: boolean }[];
  pageParams: unknown[];
}

/** Apply one change to the pages of a list and keep its total true. */
export function applyToPages(data: Pages, change: Change, filter: ReportFilter): Pages {
  const id = idOf(change);
  const at = data.pages.findIndex((page) => page.items.some((row) => row.id === id));
  const holder = Math.max(0, at);
  const page = data.pages[holder];
  if (!page) return data;
  const items = applyTo(page.items, change, filter);
  if (items === page.items) return data;
  const [changed, ...others] = items;
  // what changed leads the whole list, not only its page
  const leads =
    holder > 0 && changed?.id === id && changed.position !== page.items.find((row) => row.id === id)?.position;
  const grown = items.length - page.items.length;
  const pages = data.pages.map((each, n) => {
    const total = Math.max(0, each.total + grown);
    if (n === 0 && leads) return { ...each, items: [changed, ...each.items], total };
    return n === holder ? { ...each, items: leads ? others : items, total } : { ...each, total };
  });
  return { ...data, pages };
}
