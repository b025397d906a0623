/** One of five levels, as bars and a figure. */
import { useId } from "react";
import type { LevelNumber } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { levelNumbers } from "../../../lib/levels";
import { useHere } from "../../here";
import { Bars } from "./Bars";

export function LevelField({ chosen, onChange }: { chosen: LevelNumber; onChange: (level: LevelNumber) => void }) {
  const t = useWords();
  const { zone } = useHere();
  const name = useId();
  return (
    <fieldset className="field">
      <legend>{t("decide.level")}</legend>
      <div className="level-choice">
        {levelNumbers.map((n) => (
          <label key={n} className={n === chosen ? "on" : ""}>
            <input type="radio" name={name} checked={n === chosen} onChange={() => onChange(n)} />
            <Bars n={n} proposed={n === chosen && n !== zone.level.level} />
            <span>
              <b className="strong">{n}</b>
              <span className="unseen"> {t("level.of")}</span>
              {n === zone.level.level && <span className="quiet small"> {t("decide.holds")}</span>}
              {n === chosen && n !== zone.level.level && <span className="quiet small"> {t("decide.proposed")}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
