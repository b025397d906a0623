/** Signed checkpoints, newest first, and how anyone verifies the log elsewhere. */
import { useCheckpoints } from "../../../api/admin";
import { useWords } from "../../../lib/i18n";
import { moment } from "../../../lib/time";
import { useHere } from "../../here";
import { Loading, Problem } from "../../parts/States";
import { CopyLine } from "../parts/Secret";

export function Checkpoints() {
  const t = useWords();
  const { zone } = useHere();
  const query = useCheckpoints();
  if (query.isPending) return <Loading rows={4} />;
  if (query.error) return <Problem error={query.error} onAgain={() => void query.refetch()} />;
  const { items, key } = query.data;
  return (
    <>
      <div className="stack-near">
        {items.length === 0 && <p className="quiet">{t("audit.noCheckpoint")}</p>}
        {items.map((each) => (
          <details key={each.size} className="path">
            <summary>
              <b className="strong">{moment(each.at, zone.timeZone)}</b>{" "}
              <span className="second">{t("audit.leaves", { n: each.size })}</span>
            </summary>
            <pre className="mono note-text">{each.note}</pre>
          </details>
        ))}
        <p className="small second">{t("audit.keep")}</p>
      </div>
      <CopyLine label={t("audit.key")} value={key} />
      <div className="stack-near">
        <h3>{t("audit.offline")}</h3>
        <ol className="numbered small second">
          <li>{t("audit.offline1")}</li>
          <li>
            {t("audit.offline2")}
            <pre className="mono note-text">igiz audit verify audit.jsonl --key {key}</pre>
          </li>
          <li>{t("audit.offline3")}</li>
        </ol>
      </div>
    </>
  );
}
