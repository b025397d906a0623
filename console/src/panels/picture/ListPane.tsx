/** The left pane: what needs you, then the last hours; J and K walk through both. */
import { List, Map as MapIcon } from "lucide-react";
import { useMemo, useRef } from "react";
import type { ListedRow } from "../../api/feed";
import { go, usePlace } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { type Action, useKeys } from "../../lib/keys";
import { markRead } from "../../lib/read";
import { Button } from "../parts/Button";
import type { ListHandle } from "../parts/VirtualList";
import { ForYou } from "./ForYou";
import type { useLatest } from "./items";
import { LatestList } from "./LatestList";

interface Props {
  forYou: ListedRow[];
  latest: ReturnType<typeof useLatest>;
  shown: string | null;
  drawable: boolean;
}

function useListKeys({ forYou, latest, shown }: Props, list: React.RefObject<ListHandle | null>, drawable: boolean) {
  const t = useWords();
  const place = usePlace();
  const ids = useMemo(() => {
    const first = forYou.map((row) => row.id);
    const rest = latest.rows.map((row) => row.id).filter((id) => !first.includes(id));
    return [...first, ...rest];
  }, [forYou, latest.rows]);
  const actions = useMemo((): Action[] => {
    const move = (step: 1 | -1) => {
      const at = shown === null ? -1 : ids.indexOf(shown);
      const next = ids[Math.max(0, Math.min(ids.length - 1, at + step))];
      if (next === undefined) return;
      go({ item: next });
      if (forYou.some((row) => row.id === next)) document.getElementById(`need-${next}`)?.focus();
      else list.current?.focus();
    };
    const read = () => {
      if (shown !== null && forYou.some((row) => row.id === shown)) markRead(shown, t("item.readDone"));
    };
    const all: Action[] = [
      { id: "next", key: "j", word: "key.next", run: () => move(1), foot: 1 },
      { id: "previous", key: "k", word: "key.previous", run: () => move(-1), foot: 2 },
      { id: "read", key: "c", word: "key.read", run: read, foot: 3 },
    ];
    if (drawable) all.push({ id: "list", key: "l", word: "key.list", run: () => go({ listOnly: !place.listOnly }) });
    return all;
  }, [ids, shown, forYou, list, t, place.listOnly, drawable]);
  useKeys(actions);
}

export function ListPane(props: Props) {
  const { forYou, latest, shown, drawable } = props;
  const t = useWords();
  const place = usePlace();
  const list = useRef<ListHandle>(null);
  useListKeys(props, list, drawable);
  return (
    <section className="pane list-pane" aria-labelledby="picture-title" data-pane="" tabIndex={-1}>
      <div className="pane-head">
        <h1 id="picture-title">{t("desk.picture")}</h1>
        <span className="grow" />
        <span className="small quiet">{t("picture.inView", { n: latest.total })}</span>
        {drawable && (
          <>
            <Button
              className="list-switch"
              icon={place.listOnly ? MapIcon : List}
              label={place.listOnly ? t("picture.withMap") : t("picture.listOnly")}
              keyName="L"
              onClick={() => go({ listOnly: !place.listOnly })}
            />
            <Button
              className="map-switch"
              icon={MapIcon}
              label={t("picture.showMap")}
              aria-pressed={place.view === "map"}
              onClick={() => go({ view: place.view === "map" ? null : "map" })}
            />
          </>
        )}
      </div>
      {!drawable && <p className="band small">{t("map.none")}</p>}
      <div className="pane-scroll">
        <ForYou rows={forYou} total={latest.total} shown={shown} />
        <LatestList latest={latest} open={forYou} shown={shown} ref={list} />
      </div>
    </section>
  );
}
