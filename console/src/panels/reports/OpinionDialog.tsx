/** What the own partner thinks of a report: five steps and a note. */
import { useState } from "react";
import { useOpinion } from "../../api/commands";
import type { OpinionValue, Report } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { Ask } from "./Ask";

const values: OpinionValue[] = ["strongly-agree", "agree", "neutral", "disagree", "strongly-disagree"];

export function OpinionDialog({ report, onClose }: { report: Report; onClose: () => void }) {
  const t = useWords();
  const opinion = useOpinion(report.id);
  const [value, setValue] = useState<OpinionValue>("neutral");
  const [note, setNote] = useState("");
  return (
    <Ask
      title={t("reports.opinionTitle")}
      does={t("reports.opinionDo")}
      busy={opinion.isPending}
      error={opinion.error}
      onDo={() => opinion.mutate({ opinion: value, note: note.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="strong">{report.title}</p>
      <fieldset className="field">
        <legend>{t("reports.opinionAsk")}</legend>
        {values.map((one) => (
          <label key={one} className="line check">
            <input type="radio" name="opinion" checked={value === one} onChange={() => setValue(one)} />
            {t(`opinion.${one}`)}
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor="opinion-note">{t("reports.note")}</label>
        <textarea
          id="opinion-note"
          className="utrecht-textbox"
          rows={3}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Ask>
  );
}
