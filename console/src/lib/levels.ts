/** What a measure level means: which level holds when, and which memberships it opens. Pure. */
import type { Group, LevelNumber } from "../api/types";

export interface Decided {
  level: LevelNumber;
  from: string | null;
  until: string | null;
  then: LevelNumber | null;
}
const base: LevelNumber = 1;
export const levelNumbers: readonly LevelNumber[] = [1, 2, 3, 4, 5];

/**
 * The level that decisions (newest first) give at a moment: the latest that still runs, no higher than the `then` of
 * those after it that ended. Without any it is the base.
 */
export function levelAt(decisions: readonly Decided[], at: number): LevelNumber {
  let cap: LevelNumber = 5;
  for (const each of decisions) {
    if (each.from !== null && Date.parse(each.from) > at) continue;
    if (each.until === null || at < Date.parse(each.until)) return Math.min(cap, each.level) as LevelNumber;
    if (each.then !== null) cap = Math.min(cap, each.then) as LevelNumber;
  }
  return base;
}

export interface Turn {
  group: string;
  partner: string;
}
/** Memberships that begin to count, or stop counting, when the level goes from one to another. */
export function turned(
  groups: readonly Group[],
  from: LevelNumber,
  to: LevelNumber,
): { opens: Turn[]; closes: Turn[] } {
  const opens: Turn[] = [];
  const closes: Turn[] = [];
  for (const group of groups)
    for (const member of group.members) {
      const least = member.minLevel ?? base;
      const turn = { group: group.id, partner: member.partner };
      if (least > from && least <= to) opens.push(turn);
      if (least <= from && least > to) closes.push(turn);
    }
  return { opens, closes };
}
