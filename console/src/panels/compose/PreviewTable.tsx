/** Per partner: how many persons, why, how exact a place; opened to its persons where it shows them. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useGrounds } from "../../api/exchange";
import type { Preview, PreviewRow } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { Icon } from "../parts/Icon";
import { useRowWords } from "./reasons";

const cell = "utrecht-table__cell";

function usePrecision() {
  const t = useWords();
  return (metres: number) => (metres === 0 ? t("preview.exact") : t("preview.metres", { n: metres }));
}

function Name({ row, open, onOpen }: { row: PreviewRow; open: boolean; onOpen: () => void }) {
  const t = useWords();
  const { session, partnerName } = useHere();
  const plain = partnerName(row.partner);
  const name = row.partner === session.partner.id ? t("preview.you", { name: plain }) : plain;
  if (!row.people) return <span className="partner-name count-only">{name}</span>;
  return (
    <button
      type="button"
      className="partner-name"
      aria-expanded={open}
      aria-label={t("preview.showPersons", { name })}
      onClick={onOpen}
    >
      <Icon of={open ? ChevronDown : ChevronRight} /> {name}
    </button>
  );
}

function Partner({ row }: { row: PreviewRow }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const why = useRowWords();
  const precision = usePrecision();
  const grounds = useGrounds(row.ground !== null).data;
  const ground = grounds?.find((each) => each.id === row.ground);
  return (
    <>
      <tr className="utrecht-table__row">
        <th scope="row" className={cell}>
          <Name row={row} open={open} onOpen={() => setOpen(!open)} />
        </th>
        <td className={`${cell} figure`} data-label={t("preview.persons")}>
          {row.persons}
        </td>
        <td className={cell} data-label={t("preview.why")}>
          {why(row)}
          {row.ground && (
            <span className="marking-note">{t("preview.ground", { name: ground?.law ?? row.ground })}</span>
          )}
          {!row.people && <span className="marking-note">{t("preview.countOnly")}</span>}
        </td>
        <td className={`${cell} precision`} data-label={t("preview.place")}>
          {precision(row.precisionM)}
        </td>
      </tr>
      {open &&
        row.people?.map((person) => (
          <tr key={person.id} className="utrecht-table__row sub">
            <td className={cell} colSpan={4}>
              {person.name}
            </td>
          </tr>
        ))}
    </>
  );
}

export function PreviewTable({ preview }: { preview: Preview }) {
  const t = useWords();
  const head = (label: string, figure = false) => (
    <th scope="col" className={`utrecht-table__header-cell ${cell} ${figure ? "figure" : ""}`}>
      {label}
    </th>
  );
  if (preview.rows.length === 0) return null;
  return (
    <table className="utrecht-table readers-table">
      <thead className="utrecht-table__header">
        <tr className="utrecht-table__row">
          {head(t("preview.partner"))}
          {head(t("preview.persons"), true)}
          {head(t("preview.why"))}
          {head(t("preview.place"))}
        </tr>
      </thead>
      <tbody className="utrecht-table__body">
        {preview.rows.map((row) => (
          <Partner key={row.partner} row={row} />
        ))}
      </tbody>
    </table>
  );
}
