/** What the Reports desk lists: what needs this person, and the reports under its filters. */
import { useMemo, useState } from "react";
import type { ListedRow } from "../../api/feed";
import { useReports } from "../../api/queries";
import { useHere } from "../here";
import { useForYou } from "../picture/items";

export type Whose = "all" | "own" | "others" | "revoked";

/** Rows under a filter that the server does not know. Pure. */
export function chosenRows(rows: readonly ListedRow[], whose: Whose): ListedRow[] {
  if (whose === "others") return rows.filter((row) => !row.mine && !row.revoked);
  if (whose === "revoked") return rows.filter((row) => row.revoked);
  if (whose === "own") return rows.filter((row) => row.mine && !row.revoked);
  return [...rows];
}

export function useShownReports() {
  const { session } = useHere();
  const [whose, setWhose] = useState<Whose>("all");
  const [text, setText] = useState("");
  const forYou = useForYou();
  const q = text.trim();
  const query = useReports({
    ...(q.length > 1 ? { q } : {}),
    ...(whose === "own" ? { owner: session.partner.id } : {}),
  });
  const all = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const rows = useMemo(() => chosenRows(all, whose), [all, whose]);
  const known = query.data?.pages[0]?.total ?? 0;
  const total = whose === "all" ? known : rows.length;
  return { query, rows, total, forYou, whose, setWhose, text, setText };
}
export type ShownReports = ReturnType<typeof useShownReports>;
