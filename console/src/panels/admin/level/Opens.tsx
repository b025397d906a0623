/** Which memberships of groups each level opens, as far as one's own groups tell. */
import { useGroups } from "../../../api/queries";
import { useWords } from "../../../lib/i18n";
import { levelNumbers } from "../../../lib/levels";
import { useHere } from "../../here";
import { Bars } from "./Bars";

export function Opens() {
  const t = useWords();
  const { zone, partnerName } = useHere();
  const groups = useGroups().data ?? [];
  const at = (level: number) =>
    groups.flatMap((group) =>
      group.members
        .filter((member) => (member.minLevel ?? 1) === level)
        .map((member) => `${partnerName(member.partner)} · ${group.name}`),
    );
  return (
    <div className="stack-near">
      <ol className="opens">
        {levelNumbers.map((level) => (
          <li key={level} aria-current={level === zone.level.level ? "true" : undefined}>
            <Bars n={level} />
            <div>
              <b className="strong">{t("level.now", { n: level })}</b>
              {level === zone.level.level && <span className="quiet"> · {t("decide.holds")}</span>}
              <ul className="small second">
                {at(level).map((each) => (
                  <li key={each}>{each}</li>
                ))}
                {at(level).length === 0 && <li className="quiet">{t("decide.opensNothing")}</li>}
              </ul>
            </div>
          </li>
        ))}
      </ol>
      <p className="small quiet">{t("decide.opensNote")}</p>
    </div>
  );
}
