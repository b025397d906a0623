/** What is asked of this person: unread, severe or sent by name. */
import type { ListedRow } from "../../api/feed";
import { timeOf } from "../../api/feed";
import { go, usePlace } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { age, useMinute } from "../../lib/time";
import { sentByName } from "../../lib/urgency";
import { useHere } from "../here";
import { SeverityMark } from "../parts/Severity";

function Card({ row, chosen }: { row: ListedRow; chosen: boolean }) {
  const t = useWords();
  const now = useMinute();
  const { partnerName } = useHere();
  return (
    <li className={`need ${chosen ? "chosen" : ""}`} data-keys="">
      <div className="line">
        <SeverityMark of={row.severity} open />
        <span className="grow" />
        <span className="small quiet">{age(Math.max(now, Date.now()) - Date.parse(timeOf(row)), t)}</span>
      </div>
      <h3>
        <button type="button" className="need-title" aria-pressed={chosen} onClick={() => go({ item: row.id })}>
          {row.title}
        </button>
      </h3>
      <p className="small second">
        {partnerName(row.owner)} · {t(sentByName(row) ? "picture.sentToYou" : "picture.unread")}
      </p>
    </li>
  );
}

export function Asked({ rows }: { rows: ListedRow[] }) {
  const t = useWords();
  const { item } = usePlace();
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="asked">
      <div className="band">
        <h2 id="asked">{t("reports.asked")}</h2>
        <span className="plate">{rows.length}</span>
      </div>
      <ol>
        {rows.map((row) => (
          <Card key={row.id} row={row} chosen={row.id === item} />
        ))}
      </ol>
    </section>
  );
}
