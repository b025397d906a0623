/** What happened to a thing: what it tells itself, and for auditors what the audit log says of it. */
import "../../detail/detail.css";
import { useLeaves } from "../../../api/admin";
import { useWords } from "../../../lib/i18n";
import { fullMoment, shortMoment } from "../../../lib/time";
import { useHere } from "../../here";
import { deed } from "../audit/deeds";
import { useNames } from "./names";

export interface Entry {
  at: string;
  text: string;
  by?: string;
}

export function Entries({ entries }: { entries: readonly Entry[] }) {
  const { zone } = useHere();
  const sorted = [...entries].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <ol className="log">
      {sorted.map((entry) => (
        <li key={`${entry.at} ${entry.text}`}>
          <time className="quiet" dateTime={entry.at} title={fullMoment(entry.at, zone.timeZone)}>
            {shortMoment(entry.at, zone.timeZone)}
          </time>
          <span className="dot full" />
          <span>
            {entry.text} {entry.by && <span className="quiet">· {entry.by}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The history of one thing; `entries` are the moments that the thing itself holds. */
export function History({ subject, entries = [] }: { subject: string; entries?: readonly Entry[] }) {
  const t = useWords();
  const { session } = useHere();
  const name = useNames();
  const leaves = useLeaves(session.canAudit).data?.pages.flatMap((page) => page.items) ?? [];
  const told = leaves
    .filter((leaf) => leaf.subject === subject)
    .map((leaf): Entry => ({ at: leaf.at, text: deed(leaf, t, name), by: leaf.actor ? name(leaf.actor) : "" }));
  const all = [...entries, ...told];
  return (
    <div className="stack-near">
      {all.length > 0 && <Entries entries={all} />}
      {!session.canAudit && <p className="small quiet">{t("admin.historyElsewhere")}</p>}
      {session.canAudit && all.length === 0 && <p className="small quiet">{t("admin.historyNone")}</p>}
    </div>
  );
}
