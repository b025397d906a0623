/** What a level will change, before it is decided: from the groups one is in. */
import { useGroups } from "../../../api/queries";
import type { LevelNumber } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { type Turn, turned } from "../../../lib/levels";
import { useHere } from "../../here";

interface Props {
  to: LevelNumber;
  until: string;
  then: LevelNumber | null;
}

export function Consequence({ to, until, then }: Props) {
  const t = useWords();
  const { zone, partnerName } = useHere();
  const groups = useGroups().data ?? [];
  const now = zone.level.level;
  const { opens, closes } = turned(groups, now, to);
  const counted = (turns: readonly Turn[]) => {
    const n = new Set(turns.map((turn) => turn.group)).size;
    return t("decide.partnersInGroups", {
      partners: t("item.partners", { n: new Set(turns.map((turn) => turn.partner)).size }),
      groups: t("decide.groups", { n }),
    });
  };
  const parts = [
    opens.length > 0 && t("decide.willOpen", { what: counted(opens) }),
    closes.length > 0 && t("decide.willClose", { what: counted(closes) }),
    opens.length + closes.length === 0 && t("decide.willNothing"),
  ].filter(Boolean);
  const way = to > now ? "decide.ifRaise" : to < now ? "decide.ifLower" : "decide.ifKeep";
  const end = until ? ` ${t("level.until", { time: until })}` : "";
  const names = groups.flatMap((group) =>
    [...opens, ...closes]
      .filter((turn) => turn.group === group.id)
      .map((turn) => `${partnerName(turn.partner)} · ${group.name}`),
  );
  return (
    <div className="note" role="status">
      <p className="strong">
        {t(way, { n: to })}
        {end}: {parts.join(", ")}.
      </p>
      {names.length > 0 && (
        <ul className="small second">
          {names.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      {until && then && <p className="small second">{t("decide.after", { time: until, n: then })}</p>}
    </div>
  );
}
