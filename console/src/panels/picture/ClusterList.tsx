/** The items behind a count on the map, as a list beside it. */
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ListedRow } from "../../api/feed";
import { useWords } from "../../lib/i18n";
import { IconButton } from "../parts/Button";
import { SeverityShape } from "../parts/Severity";

interface Props {
  rows: readonly ListedRow[];
  ids: string[];
  at: { x: number; y: number };
  onSelect: (id: string) => void;
  onClose: () => void;
}

export function ClusterList({ rows, ids, at, onSelect, onClose }: Props) {
  const t = useWords();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const found = ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  return (
    <section
      className="map-card cluster"
      aria-label={t("map.here", { n: found.length })}
      style={{ insetInlineStart: at.x, insetBlockStart: at.y }}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <div className="line">
        <h3 className="grow">{t("map.here", { n: found.length })}</h3>
        <IconButton icon={X} label={t("map.closeList")} onClick={onClose} />
      </div>
      <ul>
        {found.map((row, at) => (
          <li key={row.id}>
            <button
              type="button"
              className="cluster-row"
              ref={at === 0 ? first : null}
              onClick={() => onSelect(row.id)}
            >
              <SeverityShape of={row.severity} />
              <span>{row.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
