/** Delete: content and history go for good, so it asks first. */
import { useMutation } from "@tanstack/react-query";
import { refresh } from "../../api/commands";
import { deleteReport } from "../../api/exchange";
import type { Report } from "../../api/types";
import { go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { forget } from "../../lib/undo";
import { Ask } from "./Ask";

export function DeleteDialog({ report, onClose }: { report: Report; onClose: () => void }) {
  const t = useWords();
  const gone = useMutation({
    mutationFn: () => deleteReport(report.id),
    onSuccess: async () => {
      forget(report.id);
      onClose();
      go({ item: null });
      await refresh("reports", "counts");
    },
  });
  return (
    <Ask
      title={t("reports.deleteTitle")}
      does={t("reports.deleteDo")}
      busy={gone.isPending}
      error={gone.error}
      onDo={() => gone.mutate()}
      onClose={onClose}
    >
      <p className="strong">{report.title}</p>
      <p>{t("reports.deleteNote")}</p>
    </Ask>
  );
}
