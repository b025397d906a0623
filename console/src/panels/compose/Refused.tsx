/** Partners under other laws who may not get personal data without a ground: per law the grounds to choose from. */
import { useGrounds } from "../../api/exchange";
import type { Preview } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { useComposing } from "./composing";
import { groundTo, type Missing, missingOf, withGround } from "./grounds";

function Grounds({ regime, partners, grounds }: Missing) {
  const t = useWords();
  const { partnerName } = useHere();
  const { form, change } = useComposing();
  const known = useGrounds(true).data ?? [];
  const names = new Intl.ListFormat(t.language, { type: "conjunction" }).format(partners.map(partnerName));
  if (grounds.length === 0) return <p className="small">{t("preview.noGroundKnown", { name: names })}</p>;
  const chosen = groundTo(regime, form.grounds, known);
  return (
    <fieldset>
      <legend className="strong">{t("preview.refusedTo", { names, regime: t.known("regimeLong", regime) })}</legend>
      {grounds.map((id) => {
        const ground = known.find((each) => each.id === id);
        return (
          <label key={id} className="ground">
            <input
              type="radio"
              name={`ground-${regime}`}
              checked={chosen === id}
              onChange={() => change({ grounds: withGround(regime, id, form.grounds, known) })}
            />
            <span>
              {ground ? t.of(ground.title) : id} <span className="quiet">{ground?.law}</span>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

export function Refused({ preview }: { preview: Preview }) {
  const t = useWords();
  const missing = missingOf(preview.refused);
  return (
    <div className="note no-ground stack-near" id="preview-refused" tabIndex={-1}>
      <h3>{t("preview.refused")}</h3>
      <p className="small">{t("preview.refusedNote")}</p>
      {missing.length > 1 && <p className="small strong">{t("preview.manyLaws")}</p>}
      {missing.map((each) => (
        <Grounds key={each.regime} {...each} />
      ))}
    </div>
  );
}
