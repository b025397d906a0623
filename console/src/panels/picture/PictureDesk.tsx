/** Picture: what needs you, the last hours, the map, the timeline and the chosen item. */
import { useMemo } from "react";
import "./picture.css";
import { go, usePlace } from "../../lib/address";
import { useWide } from "../../lib/screen";
import { canDrawMap } from "../../map";
import { Detail } from "../detail/Detail";
import { useForYou, useLatest } from "./items";
import { ListPane } from "./ListPane";
import { MapPane } from "./MapPane";
import { Timeline } from "./Timeline";

const drawable = canDrawMap();

export default function PictureDesk() {
  const place = usePlace();
  const wide = useWide();
  const forYou = useForYou();
  const latest = useLatest();
  // answer first: on a wide screen the most urgent item is open before anybody chooses
  const shown = place.item ?? (wide ? (forYou[0]?.id ?? null) : null);
  const listOnly = place.listOnly || !drawable;
  const view = place.view === "map" ? "shows-map" : "shows-list";
  const openIds = useMemo(() => new Set(forYou.map((row) => row.id)), [forYou]);
  const close = () => {
    go({ item: null });
    document.querySelector<HTMLElement>(".latest [role=listbox]")?.focus();
  };
  return (
    <div className={`picture ${view} ${listOnly ? "list-only" : ""} ${place.item ? "has-item" : ""}`}>
      <ListPane forYou={forYou} latest={latest} shown={shown} drawable={drawable} />
      {!listOnly && <MapPane rows={latest.rows} forYou={forYou} open={openIds} shown={shown} now={latest.now} />}
      {!listOnly && <Timeline rows={latest.rows} open={openIds} shown={shown} />}
      <Detail id={shown} waits={shown !== null && openIds.has(shown)} near={latest.rows} onClose={close} />
    </div>
  );
}
