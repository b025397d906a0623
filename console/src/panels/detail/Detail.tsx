/** The chosen item, in the same order for all kinds: severity, title, sentence, facts, who, log, actions. */
import { X } from "lucide-react";
import { type ReactNode, useMemo, useRef } from "react";
import type { ListedRow } from "../../api/feed";
import { useReport } from "../../api/queries";
import type { Report } from "../../api/types";
import "./detail.css";
import { useWords } from "../../lib/i18n";
import { type Action, useKeys } from "../../lib/keys";
import { fullMoment } from "../../lib/time";
import { useHere } from "../here";
import { Boundary } from "../parts/Boundary";
import { IconButton } from "../parts/Button";
import { typeWord } from "../parts/kinds";
import { SeverityMark } from "../parts/Severity";
import { Empty, Loading, Problem } from "../parts/States";
import { ActionBar } from "./ActionBar";
import { Facts } from "./Facts";
import { Log } from "./Log";
import { Near } from "./Near";
import { Voices } from "./Voices";

interface Props {
  id: string | null;
  /** Whether it waits for this person. */
  waits: boolean;
  near: readonly ListedRow[];
  onClose: () => void;
  /** Buttons of the desk, before the usual ones. */
  actions?: (report: Report, etag: string | null) => ReactNode;
}

function Head({ report, waits, onClose }: { report: Report | null; waits: boolean; onClose: () => void }) {
  const t = useWords();
  const { zone } = useHere();
  return (
    <div className="pane-head">
      {waits && <span className="plate">{t("picture.forYou")}</span>}
      {report && <SeverityMark of={report.severity} open={waits} />}
      <span className="grow" />
      {report && (
        <span className="small quiet">
          {typeWord(report.type, t)} · {fullMoment(report.seenFrom ?? report.created, zone.timeZone)}
        </span>
      )}
      <IconButton className="detail-close" icon={X} label={t("item.closePane")} onClick={onClose} />
    </div>
  );
}

function Body({ report, near, waits }: { report: Report; near: readonly ListedRow[]; waits: boolean }) {
  const t = useWords();
  return (
    <div className={`pane-scroll detail-body stack ${report.revoked ? "aged" : ""}`}>
      <div>
        <h2 id="detail-title" tabIndex={-1} className="detail-title">
          {report.title || t("item.untitled")}
        </h2>
        {report.revoked && <p className="strong">{t("item.revoked")}</p>}
        <p className="second told" lang={report.lang}>
          {report.text}
        </p>
      </div>
      <Facts report={report} />
      <Voices report={report} />
      <Near report={report} rows={near} waits={waits} />
      <Log report={report} />
    </div>
  );
}

export function Detail({ id, waits, near, onClose, actions }: Props) {
  const t = useWords();
  const query = useReport(id);
  const deleted = near.some((row) => row.id === id && row.gone === "deleted");
  const report = id === null || deleted ? null : (query.data?.data ?? null);
  const asked = id !== null && !deleted;
  useKeys(useBack(id, onClose));
  return (
    <section className="pane detail" aria-label={t("item.detail")} data-pane="" data-keys="" tabIndex={-1}>
      <Head report={report} waits={waits} onClose={onClose} />
      {id === null && <Empty says={t("item.none")} />}
      {deleted && <Empty says={t("item.deleted")} />}
      {asked && query.isPending && <Loading rows={5} />}
      {asked && query.error && <Problem error={query.error} onAgain={() => void query.refetch()} />}
      {report && !query.error && (
        <Boundary key={report.id}>
          <Body report={report} near={near} waits={waits} />
          <ActionBar report={report} waits={waits}>
            {actions?.(report, query.data?.etag ?? null)}
          </ActionBar>
        </Boundary>
      )}
    </section>
  );
}

const none: Action[] = [];
/** Esc leaves the item, whatever the desk makes of that. */
function useBack(id: string | null, onClose: () => void): Action[] {
  const latest = useRef(onClose);
  latest.current = onClose;
  const back = useMemo((): Action[] => {
    return [{ id: "back", key: "Escape", word: "key.back", run: () => latest.current() }];
  }, []);
  return id === null ? none : back;
}
