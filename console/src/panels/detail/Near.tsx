/** What lies near in place and time, with how far and how long. */
import type { ListedRow } from "../../api/feed";
import { timeOf } from "../../api/feed";
import type { Report } from "../../api/types";
import { go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { nearest } from "../../lib/near";
import { age } from "../../lib/time";
import { SeverityShape } from "../parts/Severity";

interface Props {
  report: Report;
  rows: readonly ListedRow[];
  waits: boolean;
}

export function Near({ report, rows }: Props) {
  const t = useWords();
  const found = nearest(report, rows);
  if (found.length === 0) return null;
  const here = Date.parse(timeOf(report));
  return (
    <div className="stack-near">
      <h3>{t("item.near")}</h3>
      <ul className="near">
        {found.map(({ row, metres }) => {
          const apart = Date.parse(timeOf(row)) - here;
          const side = t(apart > 0 ? "item.later" : "item.earlier");
          return (
            <li key={row.id}>
              <button type="button" onClick={() => go({ item: row.id })}>
                <SeverityShape of={row.severity} />
                <span className="grow">
                  <b className="strong">{row.title}</b>
                  <br />
                  <span className="quiet">
                    {t("item.away", { m: Math.round(metres / 10) * 10, age: age(Math.abs(apart), t), side })}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
