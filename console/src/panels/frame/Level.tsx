/** The measure level: five rising bars in ink, the figure and the end; never a colour of severity. */
import type { Level } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { coming } from "../../lib/time";
import { useHere } from "../here";

const bars = [1, 2, 3, 4, 5];

export function LevelBars({ level }: { level: Level }) {
  const t = useWords();
  const { zone } = useHere();
  const until = level.until ? t("level.until", { time: coming(level.until, zone.timeZone) }) : null;
  const next = level.then ? t("level.then", { n: level.then }) : null;
  return (
    <div className="level">
      <span className="bars" role="img" aria-label={t("level.picture", { n: level.level })}>
        {bars.map((bar) => (
          <i key={bar} className={bar <= level.level ? `bar-${bar} on` : `bar-${bar}`} />
        ))}
      </span>
      <span>
        <b className="strong">{t("level.now", { n: level.level })}</b> <span className="level-of">{t("level.of")}</span>{" "}
        <span className="quiet level-end">
          {until}
          {next && <span className="level-then">, {next}</span>}
        </span>
      </span>
    </div>
  );
}
