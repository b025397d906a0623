/** What needs this person, most urgent first; the chosen card shows its actions. */
import { Check, Eye } from "lucide-react";
import { useSighting } from "../../api/commands";
import type { ListedRow } from "../../api/feed";
import { timeOf } from "../../api/feed";
import { go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { markRead } from "../../lib/read";
import { age, useMinute } from "../../lib/time";
import { sentByName } from "../../lib/urgency";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { KindIcon, typeWord } from "../parts/kinds";
import { SeverityMark } from "../parts/Severity";

function Actions({ row }: { row: ListedRow }) {
  const t = useWords();
  const sighting = useSighting(row.id);
  const seenToo = () =>
    sighting.mutate(
      { note: "", seenAt: new Date().toISOString() },
      { onSuccess: () => markRead(row.id, t("item.seenTooDone")) },
    );
  return (
    <div className="need-actions">
      <Button
        kind="primary"
        icon={Check}
        label={t("item.read")}
        keyName="C"
        onClick={() => markRead(row.id, t("item.readDone"))}
      />
      <Button icon={Eye} label={t("item.seenToo")} disabled={sighting.isPending} onClick={seenToo} />
    </div>
  );
}

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
        <button
          type="button"
          id={`need-${row.id}`}
          className="need-title"
          aria-pressed={chosen}
          onClick={() => go({ item: row.id })}
        >
          {row.title}
        </button>
      </h3>
      <p className="small second">
        <KindIcon type={row.type} /> {typeWord(row.type, t)} · {partnerName(row.owner)} ·{" "}
        {sentByName(row) ? t("picture.sentToYou") : t("picture.unread")}
      </p>
      {chosen && <Actions row={row} />}
    </li>
  );
}

export function ForYou({ rows, total, shown }: { rows: ListedRow[]; total: number; shown: string | null }) {
  const t = useWords();
  return (
    <section aria-labelledby="for-you">
      <div className="band">
        <h2 id="for-you">{t("picture.forYou")}</h2>
        {rows.length > 0 && <span className="plate">{rows.length}</span>}
        <span className="grow" />
        {rows.length > 1 && <span className="quiet">{t("picture.urgentFirst")}</span>}
      </div>
      {rows.length === 0 ? (
        <p className="quiet-line">{t("picture.nothing", { n: total })}</p>
      ) : (
        <ol>
          {rows.map((row) => (
            <Card key={row.id} row={row} chosen={row.id === shown} />
          ))}
        </ol>
      )}
    </section>
  );
}
