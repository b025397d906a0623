/** What a leaf of the audit log says, as a sentence. Pure. */
import type { Leaf } from "../../../api/admin-types";
import type { Speech } from "../../../lib/i18n";

/** The deed in words: the action, and the name of what it was done to where that has one. */
export function deed(leaf: Leaf, t: Speech, name: (id: string) => string): string {
  if (leaf.erased || leaf.action === null) return t("audit.erased");
  const what = t.known("act", leaf.action);
  const isSelf = leaf.subject === leaf.actor || leaf.subject?.startsWith("session--");
  return leaf.subject && !isSelf ? `${what}: ${name(leaf.subject)}` : what;
}

/** Actions and actors that occur, each once, in the order of their words. */
export function occurring(leaves: readonly Leaf[], t: Speech): [action: string, word: string][] {
  const actions = new Set(leaves.flatMap((leaf) => leaf.action ?? []));
  return [...actions]
    .map((action): [string, string] => [action, t.known("act", action)])
    .sort((a, b) => a[1].localeCompare(b[1], t.language));
}
