/** The list: whose, which words, and the rows; arrivals wait while focus is inside. */
import { ArrowUp, Search } from "lucide-react";
import { type FocusEvent, type Ref, useMemo, useState } from "react";
import { go, usePlace } from "../../lib/address";
import { hold } from "../../lib/held";
import { useWords } from "../../lib/i18n";
import { useMinute } from "../../lib/time";
import { isAged } from "../../lib/urgency";
import { focusDetail } from "../detail/focus";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { ItemRow } from "../parts/ItemRow";
import { Empty, Loading, Problem } from "../parts/States";
import { type ListHandle, VirtualList } from "../parts/VirtualList";
import { newReport } from "./newReport";
import type { ShownReports, Whose } from "./useShownReports";

const choices: Whose[] = ["all", "own", "others", "revoked"];

function Narrowing({ shown }: { shown: ShownReports }) {
  const t = useWords();
  return (
    <div className="narrowing">
      <fieldset className="line wrap" aria-label={t("reports.show")}>
        {choices.map((one) => (
          <button
            key={one}
            type="button"
            className={`chip ${shown.whose === one ? "on" : ""}`}
            aria-pressed={shown.whose === one}
            onClick={() => shown.setWhose(one)}
          >
            {t(`reports.${one}`)}
          </button>
        ))}
      </fieldset>
      <search className="with-icon grow">
        <Icon of={Search} />
        <input
          type="search"
          className="utrecht-textbox"
          aria-label={t("reports.search")}
          placeholder={t("reports.search")}
          value={shown.text}
          onChange={(event) => shown.setText(event.target.value)}
        />
      </search>
    </div>
  );
}

function Nothing({ shown }: { shown: ShownReports }) {
  const t = useWords();
  const { canWrite } = useHere().session;
  const narrowed = shown.whose !== "all" || shown.text.trim() !== "";
  const clear = () => {
    shown.setWhose("all");
    shown.setText("");
  };
  return (
    <Empty says={t(narrowed ? "reports.noneFound" : "reports.empty")}>
      {narrowed && <Button label={t("reports.clear")} onClick={clear} />}
      {!narrowed && canWrite && <Button label={t("reports.new")} onClick={newReport} />}
    </Empty>
  );
}

export function ReportList({ shown, ref }: { shown: ShownReports; ref: Ref<ListHandle> }) {
  const t = useWords();
  const { item } = usePlace();
  const now = useMinute();
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const held = useMemo(() => hold(shown.rows, order), [shown.rows, order]);
  const openIds = useMemo(() => new Set(shown.forYou.map((row) => row.id)), [shown.forYou]);
  const ids = () => shown.rows.map((row) => row.id);
  const onBlur = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setOrder(null);
  };
  const { query } = shown;
  return (
    <section aria-labelledby="all-reports">
      <div className="band">
        <h2 id="all-reports">{t("reports.list")}</h2>
        <span className="quiet">{shown.total.toLocaleString(t.language)}</span>
      </div>
      <Narrowing shown={shown} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: focus inside only holds the order; nothing is done by it */}
      <div onFocus={() => setOrder((old) => old ?? ids())} onBlur={onBlur}>
        <div role="status">
          {held.waiting > 0 && (
            <Button
              className="waiting"
              icon={ArrowUp}
              label={t("picture.new", { n: held.waiting })}
              onClick={() => setOrder(ids())}
            />
          )}
        </div>
        {query.isPending && <Loading rows={8} />}
        {query.error && <Problem error={query.error} onAgain={() => void query.refetch()} />}
        {query.data && held.rows.length === 0 && <Nothing shown={shown} />}
        {held.rows.length > 0 && (
          <VirtualList
            name={t("reports.list")}
            rows={held.rows}
            selected={item}
            onSelect={(id) => go({ item: id })}
            onOpen={focusDetail}
            onNearEnd={() => {
              if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
            }}
            className={(row) => (isAged(row, now) || row.revoked || row.gone ? "aged" : "")}
            ref={ref}
          >
            {(row) => <ItemRow row={row} open={openIds.has(row.id)} />}
          </VirtualList>
        )}
      </div>
    </section>
  );
}
