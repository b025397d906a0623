/** The left pane: what is asked, drafts, and the list with its filters. */
import { FilePlus2 } from "lucide-react";
import { useMemo, useRef } from "react";
import { go, usePlace } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { type Action, useKeys } from "../../lib/keys";
import { markRead } from "../../lib/read";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import type { ListHandle } from "../parts/VirtualList";
import { Asked } from "./Asked";
import { Drafts } from "./Drafts";
import { newReport } from "./newReport";
import { ReportList } from "./ReportList";
import type { ShownReports } from "./useShownReports";

function useListKeys(shown: ShownReports, list: React.RefObject<ListHandle | null>): void {
  const { item } = usePlace();
  const { canWrite } = useHere().session;
  const { rows, forYou } = shown;
  const t = useWords();
  const actions = useMemo((): Action[] => {
    const move = (step: 1 | -1) => {
      const at = rows.findIndex((row) => row.id === item);
      const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
      if (!next) return;
      go({ item: next.id });
      list.current?.focus();
    };
    const read = () => {
      if (forYou.some((row) => row.id === item)) markRead(item ?? "", t("item.readDone"));
    };
    const walk: Action[] = [
      { id: "next", key: "j", word: "key.next", run: () => move(1), foot: 1 },
      { id: "previous", key: "k", word: "key.previous", run: () => move(-1), foot: 2 },
      { id: "read", key: "c", word: "key.read", run: read },
    ];
    return canWrite ? [...walk, { id: "new", key: "n", word: "key.new", run: newReport, foot: 3 }] : walk;
  }, [rows, forYou, item, canWrite, list, t]);
  useKeys(actions);
}

export function ReportsPane({ shown }: { shown: ShownReports }) {
  const t = useWords();
  const { session } = useHere();
  const list = useRef<ListHandle>(null);
  useListKeys(shown, list);
  return (
    <section className="pane reports-pane" aria-labelledby="reports-title" data-pane="" tabIndex={-1}>
      <div className="pane-head">
        <h1 id="reports-title">{t("desk.reports")}</h1>
        <span className="grow" />
        {session.canWrite && (
          <Button kind="primary" icon={FilePlus2} label={t("reports.new")} keyName="N" onClick={newReport} />
        )}
      </div>
      <div className="pane-scroll">
        <Asked rows={shown.forYou} />
        {session.canWrite && <Drafts />}
        <ReportList shown={shown} ref={list} />
      </div>
    </section>
  );
}
