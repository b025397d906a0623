/** One leaf: what was done by whom to what, and the proof that it is in the log, computed here. */
import type { Leaf } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { fullMoment } from "../../../lib/time";
import { useHere } from "../../here";
import { useNames } from "../parts/names";
import { View } from "../parts/View";
import { ProofView } from "./ProofView";

const shown = (value: unknown, name: (id: string) => string): string => {
  if (typeof value === "string") return value.includes("--") ? name(value) : value;
  if (Array.isArray(value)) return value.map((each) => shown(each, name)).join(", ");
  return JSON.stringify(value);
};

export function LeafView({ leaf }: { leaf: Leaf }) {
  const t = useWords();
  const { zone } = useHere();
  const name = useNames();
  const detail = Object.entries(leaf.detail).filter(([, value]) => value !== null);
  return (
    <View>
      <dl className="facts wide">
        <dt>{t("audit.number")}</dt>
        <dd>{leaf.index.toLocaleString(t.language)}</dd>
        <dt>{t("audit.at")}</dt>
        <dd>{fullMoment(leaf.at, zone.timeZone)}</dd>
        <dt>{t("audit.actor")}</dt>
        <dd>{leaf.actor ? name(leaf.actor) : t("audit.nobody")}</dd>
        {leaf.subject && (
          <>
            <dt>{t("audit.subject")}</dt>
            <dd>
              {name(leaf.subject)}
              <br />
              <span className="mono quiet">{leaf.subject}</span>
            </dd>
          </>
        )}
        {detail.map(([key, value]) => (
          <div key={key} className="fact">
            <dt>{t.known("auditDetail", key)}</dt>
            <dd>{shown(value, name)}</dd>
          </div>
        ))}
      </dl>
      {leaf.erased && <p className="note">{t("audit.erasedNote")}</p>}
      <ProofView index={leaf.index} hash={leaf.hash} />
    </View>
  );
}
