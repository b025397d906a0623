/** Who may have it: the five labels of TLP 2.0, and none. */
import type { Tlp } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { TlpLabel } from "../parts/Tlp";
import { FaultLine, idOf, useComposing } from "./composing";

const choices: (Tlp | null)[] = [null, "RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"];

export function TlpChoice() {
  const t = useWords();
  const { form, change } = useComposing();
  return (
    <fieldset className="field full" id={idOf("tlp")}>
      <legend>
        {t("compose.who")} <span className="label-hint">(TLP 2.0)</span>
      </legend>
      <div className="markings">
        {choices.map((tlp) => {
          const word = `compose.tlp.${tlp ?? "none"}` as const;
          const chosen = form.tlp === tlp;
          return (
            <label key={tlp ?? "none"} className={chosen ? "marking chosen" : "marking"}>
              <input type="radio" name="tlp" checked={chosen} onChange={() => change({ tlp })} />
              <span className="marking-label">
                {tlp ? <TlpLabel of={tlp} /> : <span className="tag">{t("compose.noMarking")}</span>}
              </span>
              <span>
                <b className="strong">{t(word)}</b>
                <span className="marking-note">{t(`${word}.note`)}</span>
              </span>
            </label>
          );
        })}
      </div>
      <FaultLine of="tlp" />
    </fieldset>
  );
}
