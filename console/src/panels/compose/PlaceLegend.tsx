/** Who gets the place how exactly. */
import { useGroups } from "../../api/queries";
import type { Preview, PreviewRow, Severity } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { SeverityShape } from "../parts/Severity";
import { coarsePlaces } from "./summary";

/** Groups by name, or partners where it comes not from a group; the own organisation needs no mention. */
function useNames() {
  const { session, partnerName } = useHere();
  const groups = useGroups().data ?? [];
  return (rows: PreviewRow[]) => {
    const others = rows.filter((row) => row.partner !== session.partner.id);
    const names = others.map((row) => {
      const group = groups.find((each) => each.id === row.reason.group);
      return group?.name ?? partnerName(row.partner);
    });
    return [...new Set(names)].join(", ");
  };
}

export function PlaceLegend({ preview, severity }: { preview: Preview; severity: Severity }) {
  const t = useWords();
  const { session, partnerName } = useHere();
  const names = useNames();
  const exact = names(preview.rows.filter((row) => row.precisionM === 0)) || partnerName(session.partner.id);
  const coarse = coarsePlaces(preview);
  const within = (metres: number) => {
    const rows = preview.rows.filter((row) => row.precisionM === metres);
    return rows.length > 3 && rows.every((row) => !row.reason.group) ? t("compose.community") : names(rows);
  };
  return (
    <ul className="map-card legend" aria-label={t("map.legend")}>
      <li>
        <SeverityShape of={severity} open /> {t("compose.exactFor", { names: exact })}
      </li>
      {coarse.map(({ metres }) => (
        <li key={metres}>
          <svg className={`severity-shape ${severity}`} width="16" height="16" aria-hidden="true">
            <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="3 2" />
          </svg>
          {t("compose.withinFor", { n: metres, names: within(metres) })}
        </li>
      ))}
    </ul>
  );
}
