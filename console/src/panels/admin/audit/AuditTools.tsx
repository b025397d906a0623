/** Narrow the log to one kind of deed, and take the whole of it along. */
import { Download } from "lucide-react";
import { useId } from "react";
import { exportAddress } from "../../../api/admin";
import type { Leaf } from "../../../api/admin-types";
import { go } from "../../../lib/address";
import { useWords } from "../../../lib/i18n";
import { LinkButton } from "../parts/LinkButton";
import { occurring } from "./deeds";

export function AuditTools({ leaves, action }: { leaves: readonly Leaf[]; action: string }) {
  const t = useWords();
  const id = useId();
  const known = occurring(leaves, t);
  const listed = known.some(([each]) => each === action) || action === "";
  return (
    <div className="tools">
      <label className="unseen" htmlFor={id}>
        {t("audit.filter")}
      </label>
      <select
        id={id}
        className="utrecht-textbox"
        value={action}
        onChange={(event) => go({ view: event.target.value ? `audit/${event.target.value}` : "audit", item: null })}
      >
        <option value="">{t("audit.all")}</option>
        {!listed && <option value={action}>{t.known("act", action)}</option>}
        {known.map(([each, word]) => (
          <option key={each} value={each}>
            {word}
          </option>
        ))}
      </select>
      <LinkButton icon={Download} label={t("audit.export")} href={exportAddress.audit} download="audit.jsonl" />
    </div>
  );
}
