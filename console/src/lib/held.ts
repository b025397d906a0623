/** Arrivals wait while a person is busy in a list, so that nothing moves under pointer or focus. Pure. */

/** Rows to show and how many wait; `order` holds the ids shown when the list was entered, null when free. */
export function hold<T extends { id: string }>(
  rows: T[],
  order: readonly string[] | null,
): { rows: T[]; waiting: number } {
  if (order === null) return { rows, waiting: 0 };
  const byId = new Map(rows.map((row) => [row.id, row]));
  const held = order.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(order);
  const lastHeld = rows.findLastIndex((row) => known.has(row.id));
  const fresh = rows.filter((row, at) => !known.has(row.id) && at < lastHeld);
  // older pages that arrive below what is shown may be added: they move nothing
  const below = rows.filter((row, at) => !known.has(row.id) && at > lastHeld);
  return lastHeld < 0 ? { rows: [], waiting: rows.length } : { rows: [...held, ...below], waiting: fresh.length };
}
