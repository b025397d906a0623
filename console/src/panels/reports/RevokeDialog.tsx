/** Revoke: says who will be told, asks the reason. */
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { refresh } from "../../api/commands";
import { revokeReport } from "../../api/exchange";
import { useReaders } from "../../api/queries";
import type { Report } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { forget } from "../../lib/undo";
import { Ask } from "./Ask";

export function RevokeDialog({ report, onClose }: { report: Report; onClose: () => void }) {
  const t = useWords();
  const readers = useReaders(report.id, true).data;
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const revoke = useMutation({
    mutationFn: () => revokeReport(report.id, reason.trim()),
    onSuccess: async () => {
      forget(report.id);
      await refresh("reports", "report", "readers");
      onClose();
    },
  });
  const act = () => {
    const short = reason.trim().length < 3;
    setMissing(short);
    if (short) field.current?.focus();
    else revoke.mutate();
  };
  const does = readers
    ? t("reports.revokeDo", { readers: t("item.persons", { n: readers.persons }) })
    : t("reports.revokePlain");
  return (
    <Ask
      title={t("reports.revokeTitle")}
      does={does}
      busy={revoke.isPending}
      error={revoke.error}
      onDo={act}
      onClose={onClose}
    >
      <p>{t("reports.revokeNote")}</p>
      <div className="field">
        <label htmlFor="revoke-reason">{t("reports.reason")}</label>
        <p className="hint">{t("reports.reasonHint")}</p>
        <textarea
          ref={field}
          id="revoke-reason"
          className="utrecht-textbox"
          rows={3}
          maxLength={1000}
          aria-invalid={missing}
          aria-describedby={missing ? "revoke-fault" : undefined}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {missing && (
          <p className="fault" id="revoke-fault">
            {t("reports.reasonNeeded")}
          </p>
        )}
      </div>
    </Ask>
  );
}
