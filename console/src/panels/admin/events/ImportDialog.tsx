/** Take in a calendar file with one marking for all its events; each that is refused is named. */
import { useState } from "react";
import { importEvents, useCommand } from "../../../api/admin";
import type { Imported } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { Button } from "../../parts/Button";
import { Sheet } from "../../parts/Sheet";
import { FormProblem } from "../parts/FormProblem";
import { Field } from "../parts/fields";
import { emptyMarking, MarkingFields, sharesWith, useReaderCount } from "./MarkingFields";

function Done({ imported }: { imported: Imported }) {
  const t = useWords();
  return (
    <div className="stack-near" role="status">
      <p className="strong">
        {t("event.imported", {
          added: imported.created.length,
          changed: imported.changed.length,
          same: imported.same.length,
        })}
      </p>
      {imported.refused.length > 0 && (
        <>
          <p>{t("event.refused", { n: imported.refused.length })}</p>
          <ul className="small second">
            {imported.refused.map((each) => (
              <li key={`${each.uid} ${each.what}`}>
                {each.uid}: <span lang="en">{each.what}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const take = useCommand(importEvents, "events");
  const [file, setFile] = useState<File | null>(null);
  const [marking, setMarking] = useState(emptyMarking);
  const readers = useReaderCount(marking);
  return (
    <Sheet title={t("event.import")} onClose={onClose} long>
      {take.data ? (
        <Done imported={take.data} />
      ) : (
        <>
          <Field label={t("event.file")} hint={t("event.fileHint")}>
            {(id, describedBy) => (
              <input
                id={id}
                type="file"
                accept=".ics,text/calendar"
                aria-describedby={describedBy}
                onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              />
            )}
          </Field>
          <MarkingFields marking={marking} onChange={setMarking} readers={readers} />
          {take.error && <FormProblem error={take.error} />}
        </>
      )}
      <div className="line wrap">
        {!take.data && (
          <Button
            kind="primary"
            label={sharesWith(t("event.takeIn"), readers, t)}
            disabled={!file || take.isPending}
            onClick={() => file && take.mutate({ file, marking })}
          />
        )}
        <Button label={t(take.data ? "keys.close" : "admin.cancel")} onClick={onClose} />
        {!take.data && !file && <span className="small second">{t("event.fileFirst")}</span>}
      </div>
    </Sheet>
  );
}
