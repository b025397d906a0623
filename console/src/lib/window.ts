/** Which rows of a long list are near the screen. Pure. */
const margin = 6;

/** Rows from (in) until (out), for a list whose top is `top` pixels below the top of the screen. */
export function windowOf(
  top: number,
  rowHeight: number,
  count: number,
  screen: number,
): { from: number; until: number } {
  const first = Math.floor(-top / rowHeight) - margin;
  const last = Math.ceil((screen - top) / rowHeight) + margin;
  const clamp = (value: number) => Math.max(0, Math.min(count, value));
  return { from: clamp(first), until: clamp(last) };
}
