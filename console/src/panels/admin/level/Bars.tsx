/** Five rising bars in ink, filled up to the level; dashed while only proposed. Never a colour, never a severity. */
import { levelNumbers } from "../../../lib/levels";

export function Bars({ n, proposed = false }: { n: number; proposed?: boolean }) {
  return (
    <span className={`bars ${proposed ? "proposed" : ""}`} aria-hidden="true">
      {levelNumbers.map((bar) => (
        <i key={bar} className={bar <= n ? `bar-${bar} on` : `bar-${bar}`} />
      ))}
    </span>
  );
}
