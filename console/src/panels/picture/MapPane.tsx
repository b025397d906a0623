/** The map of the Picture desk with its buttons, legend and the list behind a count. */
import { useMemo, useState } from "react";
import type { ListedRow } from "../../api/feed";
import { go } from "../../lib/address";
import { useJump } from "../../lib/jump";
import { useHere } from "../here";
import { MapCanvas } from "../parts/MapCanvas";
import { ClusterList } from "./ClusterList";
import { mapItems } from "./items";
import { Legend } from "./Legend";

interface Props {
  rows: ListedRow[];
  forYou: ListedRow[];
  open: ReadonlySet<string>;
  shown: string | null;
  now: number;
}
interface OpenCount {
  ids: string[];
  at: { x: number; y: number };
}

export function MapPane({ rows, forYou, open, shown, now }: Props) {
  const { zone } = useHere();
  const jump = useJump();
  const [count, setCount] = useState<OpenCount | null>(null);
  const items = useMemo(() => {
    const known = new Set(rows.map((row) => row.id));
    return mapItems([...rows, ...forYou.filter((row) => !known.has(row.id))], open, now);
  }, [rows, forYou, open, now]);
  const select = (id: string | null) => {
    setCount(null);
    if (id !== null) go({ item: id });
  };
  return (
    <div className="map" data-pane="" data-keys="" tabIndex={-1}>
      <MapCanvas
        zone={zone}
        items={items}
        selected={shown}
        jump={jump}
        onSelect={select}
        onCluster={(ids, at) => setCount({ ids, at })}
      />
      <Legend />
      {count && (
        <ClusterList rows={rows} ids={count.ids} at={count.at} onSelect={select} onClose={() => setCount(null)} />
      )}
    </div>
  );
}
