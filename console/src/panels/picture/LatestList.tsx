/** The last hours: newest first; arrivals wait while focus is inside. */
import { ArrowUp } from "lucide-react";
import { type FocusEvent, type Ref, useMemo, useState } from "react";
import type { ListedRow } from "../../api/feed";
import { go, usePlace } from "../../lib/address";
import { hold } from "../../lib/held";
import { useWords } from "../../lib/i18n";
import { isAged } from "../../lib/urgency";
import { focusDetail } from "../detail/focus";
import { Button } from "../parts/Button";
import { ItemRow } from "../parts/ItemRow";
import { Empty, Loading, Problem } from "../parts/States";
import { type ListHandle, VirtualList } from "../parts/VirtualList";
import { Filters } from "./Filters";
import type { useLatest } from "./items";

interface Props {
  latest: ReturnType<typeof useLatest>;
  open: ListedRow[];
  shown: string | null;
  ref: Ref<ListHandle>;
}

/** The order is frozen from the moment focus or pointer enters until it leaves or "3 new" is pressed. */
function useHeld(rows: ListedRow[]) {
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const held = useMemo(() => hold(rows, order), [rows, order]);
  const freeze = () => setOrder((old) => old ?? rows.map((row) => row.id));
  const release = () => setOrder(null);
  const renew = () => setOrder((old) => (old === null ? null : rows.map((row) => row.id)));
  return { ...held, freeze, release, renew };
}

const spanWord = { "6h": "picture.last6", "24h": "picture.last24" } as const;

export function LatestList({ latest, open, shown, ref }: Props) {
  const t = useWords();
  const place = usePlace();
  const { query, total, now } = latest;
  const held = useHeld(latest.rows);
  const openIds = useMemo(() => new Set(open.map((row) => row.id)), [open]);
  const title = t(spanWord[place.span as keyof typeof spanWord] ?? "picture.all");
  const onBlur = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) held.release();
  };
  const clear = () => go({ severity: [], kind: null, owner: null });
  return (
    <section className="latest" aria-labelledby="latest" onFocus={held.freeze} onBlur={onBlur}>
      <div className="band">
        <h2 id="latest">{title}</h2>
        <span className="quiet">{total.toLocaleString(t.language)}</span>
        <span className="grow" />
        <Filters />
      </div>
      <div role="status">
        {held.waiting > 0 && (
          <Button
            className="waiting"
            icon={ArrowUp}
            label={t("picture.new", { n: held.waiting })}
            onClick={held.renew}
          />
        )}
      </div>
      {query.isPending && <Loading rows={6} />}
      {query.error && <Problem error={query.error} onAgain={() => void query.refetch()} />}
      {query.data && held.rows.length === 0 && (
        <Empty says={t("picture.empty")}>
          <Button label={t("picture.clear")} onClick={clear} />
        </Empty>
      )}
      {held.rows.length > 0 && (
        <VirtualList
          name={title}
          rows={held.rows}
          selected={shown}
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
    </section>
  );
}
