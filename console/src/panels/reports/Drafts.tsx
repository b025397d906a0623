/** What was begun and not shared: each opens again where it was left. */
import { PencilLine } from "lucide-react";
import { useState } from "react";
import { type Draft, useDrafts } from "../../api/exchange";
import { go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { moment } from "../../lib/time";
import { titleOf } from "../compose/drafts";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Problem } from "../parts/States";

function DraftRow({ draft }: { draft: Draft }) {
  const t = useWords();
  const { zone } = useHere();
  const { title, isEdit } = titleOf(draft.body);
  return (
    <li>
      <button type="button" className="draft-row" onClick={() => go({ view: `compose.${draft.id}` })}>
        <Icon of={PencilLine} />
        <span className="draft-title">{title || t("item.untitled")}</span>
        <span className="small quiet">
          {t(isEdit ? "reports.draftEdit" : "reports.draft")},{" "}
          {t("reports.draftAt", { time: moment(draft.at, zone.timeZone) })}
        </span>
      </button>
    </li>
  );
}

const most = 3;

export function Drafts() {
  const t = useWords();
  const [all, setAll] = useState(false);
  const drafts = useDrafts();
  if (drafts.error) return <Problem error={drafts.error} onAgain={() => void drafts.refetch()} />;
  if (!drafts.data || drafts.data.length === 0) return null;
  return (
    <section aria-labelledby="drafts">
      <div className="band">
        <h2 id="drafts">{t("reports.drafts")}</h2>
        <span className="quiet">{drafts.data.length}</span>
      </div>
      <ul>
        {drafts.data.slice(0, all ? undefined : most).map((draft) => (
          <DraftRow key={draft.id} draft={draft} />
        ))}
      </ul>
      {drafts.data.length > most && (
        <Button
          kind="subtle"
          className="all-drafts"
          label={all ? t("reports.fewerDrafts") : t("reports.allDrafts", { n: drafts.data.length })}
          aria-expanded={all}
          onClick={() => setAll(!all)}
        />
      )}
    </section>
  );
}
