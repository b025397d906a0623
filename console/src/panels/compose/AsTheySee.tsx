/** The report as one of its readers will see it. */
import { useState } from "react";
import type { Preview } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { kindWord } from "../parts/kinds";
import { SeverityMark } from "../parts/Severity";
import { TlpOrOwn } from "../parts/Tlp";
import { useComposing } from "./composing";
import { useRowWords } from "./reasons";

const everyone = "everyone";

function Seen({ why, precisionM }: { why: string; precisionM: number }) {
  const t = useWords();
  const { session, partnerName } = useHere();
  const { form } = useComposing();
  const hasPlace = form.geometry !== null || form.placeName.trim() !== "";
  const exactness = precisionM > 0 ? t("item.within", { n: precisionM }) : t("item.exact");
  const fact = (label: string, value: string) =>
    value && (
      <>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </>
    );
  return (
    <article className="box stack-near as-seen">
      <p className="line">
        <SeverityMark of={form.severity} />
        <span className="grow" />
        <TlpOrOwn of={form.tlp} />
      </p>
      <h3>{form.title.trim() || t("item.untitled")}</h3>
      <p className="second told">{form.text}</p>
      <dl className="facts">
        <dt>{t("item.where")}</dt>
        <dd>
          {hasPlace ? form.placeName.trim() || t("item.onMap") : t("item.noPlace")}
          {form.geometry && <span className="marking-note">{exactness}</span>}
        </dd>
        {fact(t("compose.kind"), kindWord(form.kind, t))}
        {fact(t("item.owner"), partnerName(session.partner.id))}
        {fact(t("item.seen"), form.seenFrom)}
        {fact(t("item.until"), form.usefulUntil)}
        {fact(t("compose.purpose"), form.purpose.trim())}
        {fact(t("reports.why"), why)}
        {fact(t("item.files"), form.files.map((file) => file.name).join(", "))}
      </dl>
    </article>
  );
}

export function AsTheySee({ preview }: { preview: Preview }) {
  const t = useWords();
  const { session, partnerName } = useHere();
  const rowWords = useRowWords();
  const first = preview.rows.find((row) => row.partner !== session.partner.id) ?? preview.rows[0];
  const [chosen, setChosen] = useState<string | null>(null);
  const reader = chosen === everyone && preview.public ? everyone : null;
  const row = preview.rows.find((each) => each.partner === chosen) ?? first;
  const publicPrecision = Math.max(0, ...preview.rows.map((each) => each.precisionM));
  return (
    <div className="stack">
      <div className="field">
        <label htmlFor="seen-by">{t("preview.seenBy")}</label>
        <select
          id="seen-by"
          className="utrecht-textbox"
          value={reader ?? row?.partner ?? ""}
          onChange={(event) => setChosen(event.target.value)}
        >
          {preview.rows.map((each) => (
            <option key={each.partner} value={each.partner}>
              {partnerName(each.partner)}
            </option>
          ))}
          {preview.public && <option value={everyone}>{t("preview.publicReader")}</option>}
        </select>
      </div>
      {reader ? (
        <Seen why={t("preview.everyone")} precisionM={publicPrecision} />
      ) : (
        row && <Seen why={rowWords(row)} precisionM={row.precisionM} />
      )}
    </div>
  );
}
