/** The pattern of every list that is administered: choose at the left, see in the middle, history at the right. */
import { ArrowLeft, Plus } from "lucide-react";
import { type ReactNode, type RefObject, useMemo, useRef } from "react";
import { go, usePlace } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { type Action, useKeys } from "../../../lib/keys";
import { useWide } from "../../../lib/screen";
import { Button, IconButton } from "../../parts/Button";
import { Empty, Loading, Problem } from "../../parts/States";
import { type ListHandle, VirtualList } from "../../parts/VirtualList";
import { focusDetail, isStacked } from "./focus";
import { AsideContext } from "./View";

export interface Asked<T> {
  data: readonly T[] | undefined;
  isPending: boolean;
  error: Error | null;
  refetch: () => unknown;
}
interface Props<T extends { id: string }> {
  title: string;
  asked: Asked<T>;
  row: (row: T) => ReactNode;
  aged?: (row: T) => boolean;
  /** How the chosen row is called at the head of its pane. */
  name: (row: T) => string;
  /** What the middle pane shows: a View, or a form. */
  detail: (row: T) => ReactNode;
  aside: (row: T) => ReactNode;
  asideTitle: string;
  /** What is said when there is nothing, and what would be a next step. */
  empty: string;
  emptyHint?: string;
  /** Only where the roles allow it; `aside` is what helps while filling the form in. */
  add?: { label: string; title: string; form: ReactNode; aside?: ReactNode } | null;
  /** How rows are drawn: `timed` begins with a moment. */
  rowClass?: string;
  /** There are more than those that came so far. */
  more?: boolean;
  /** Between head and rows: filters, files. */
  tools?: ReactNode;
  onNearEnd?: () => void;
}
export const adding = "new";

function useSplitKeys(
  ids: readonly string[],
  chosen: string | null,
  canAdd: boolean,
  list: RefObject<ListHandle | null>,
) {
  const actions = useMemo((): Action[] => {
    const move = (step: 1 | -1) => {
      const at = chosen === null ? -1 : ids.indexOf(chosen);
      const item = ids[Math.max(0, Math.min(ids.length - 1, at + step))];
      if (item === undefined) return;
      go({ item });
      list.current?.focus();
    };
    const back = () => {
      go({ item: null });
      list.current?.focus();
    };
    const all: Action[] = [
      { id: "next", key: "j", word: "key.next", run: () => move(1), foot: 1 },
      { id: "previous", key: "k", word: "key.previous", run: () => move(-1), foot: 2 },
      { id: "back", key: "Escape", word: "key.back", run: back },
    ];
    if (canAdd) all.push({ id: "add", key: "n", word: "admin.keyAdd", run: () => go({ item: adding }), foot: 3 });
    return all;
  }, [ids, chosen, canAdd, list]);
  useKeys(actions);
}

function Rows<T extends { id: string }>(props: Props<T> & { chosen: T | null; list: RefObject<ListHandle | null> }) {
  const { asked, title, empty, emptyHint, row, rowClass = "", aged, chosen, list, onNearEnd } = props;
  const rows = asked.data ?? [];
  if (asked.isPending) return <Loading rows={8} />;
  if (asked.error) return <Problem error={asked.error} onAgain={() => void asked.refetch()} />;
  if (rows.length === 0)
    return <Empty says={empty}>{emptyHint ? <p className="small second">{emptyHint}</p> : null}</Empty>;
  return (
    <VirtualList
      ref={list}
      name={title}
      rows={rows}
      selected={chosen?.id ?? null}
      onSelect={(item) => go({ item })}
      onOpen={(id) => (isStacked() || id === chosen?.id) && focusDetail()}
      className={(each) => `lean ${rowClass} ${aged?.(each) ? "aged" : ""}`}
      {...(onNearEnd ? { onNearEnd } : {})}
    >
      {row}
    </VirtualList>
  );
}

function ListPane<T extends { id: string }>(
  props: Props<T> & { chosen: T | null; list: RefObject<ListHandle | null> },
) {
  const { title, asked, add, tools, more } = props;
  const t = useWords();
  return (
    <section className="pane split-list" aria-labelledby="admin-list-title" data-pane="" data-keys="" tabIndex={-1}>
      <div className="pane-head">
        <IconButton
          className="to-sections"
          icon={ArrowLeft}
          label={t("admin.toSections")}
          onClick={() => go({ view: null, item: null })}
        />
        <h2 id="admin-list-title">{title}</h2>
        <span className="quiet">
          {asked.data?.length.toLocaleString(t.language)}
          {more && "+"}
        </span>
        <span className="grow" />
        {add && <Button icon={Plus} label={add.label} keyName="N" onClick={() => go({ item: adding })} />}
      </div>
      {tools}
      <div className="pane-scroll">
        <Rows {...props} />
      </div>
    </section>
  );
}

function DetailPane<T extends { id: string }>(
  props: Props<T> & { chosen: T | null; isAdding: boolean; under: ReactNode; onBack: () => void },
) {
  const { chosen, isAdding, add, name, detail, under, asked, onBack } = props;
  const t = useWords();
  const title = isAdding && add ? add.title : chosen ? name(chosen) : t("admin.detail");
  return (
    <section className="pane split-detail" aria-label={t("admin.detail")} data-pane="" data-keys="" tabIndex={-1}>
      <div className="pane-head">
        <IconButton className="to-list" icon={ArrowLeft} label={t("admin.toList")} onClick={onBack} />
        <h2 id="admin-detail-title" tabIndex={-1}>
          {title}
        </h2>
      </div>
      <AsideContext value={under}>
        {isAdding && add ? add.form : chosen ? detail(chosen) : null}
        {!isAdding && !chosen && asked.data && <Empty says={t("admin.choose")} />}
      </AsideContext>
    </section>
  );
}

export function Split<T extends { id: string }>(props: Props<T>) {
  const { asked, add, aside, asideTitle } = props;
  const place = usePlace();
  const wide = useWide();
  const list = useRef<ListHandle>(null);
  const rows = asked.data;
  const isAdding = place.item === adding && Boolean(add);
  const asked1 = rows?.find((row) => row.id === place.item) ?? null;
  // answer first: where there is room for it, the first of the list is open before anybody chooses
  const chosen = isAdding ? null : (asked1 ?? (wide ? (rows?.[0] ?? null) : null));
  const ids = useMemo(() => (rows ?? []).map((row) => row.id), [rows]);
  useSplitKeys(ids, chosen?.id ?? null, Boolean(add), list);
  const back = () => {
    go({ item: null });
    // the list is there again after the next drawing
    requestAnimationFrame(() => list.current?.focus());
  };
  const history = isAdding ? (
    add?.aside
  ) : chosen ? (
    <div className="stack" key={chosen.id}>
      {aside(chosen)}
    </div>
  ) : null;
  const beside = history && (
    <div className="stack-near split-under">
      <h3>{asideTitle}</h3>
      {history}
    </div>
  );
  return (
    <div className={`split ${isAdding || asked1 ? "has-item" : ""} ${isAdding && !history ? "no-aside" : ""}`}>
      <ListPane {...props} chosen={chosen} list={list} />
      <DetailPane {...props} chosen={chosen} isAdding={isAdding} under={wide ? null : beside} onBack={back} />
      {wide && !(isAdding && !history) && (
        <section className="pane" aria-labelledby="admin-aside-title" data-pane="" tabIndex={-1}>
          <div className="pane-head">
            <h2 id="admin-aside-title">{asideTitle}</h2>
          </div>
          <div className="pane-scroll pane-body">{history}</div>
        </section>
      )}
    </div>
  );
}
