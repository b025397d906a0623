/** What may be done with a report: edit and revoke one's own, judge another's; destructive never first. */
import { Pencil } from "lucide-react";
import { useMemo, useState } from "react";
import type { Report } from "../../api/types";
import { go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { type Action, useKeys } from "../../lib/keys";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { DeleteDialog } from "./DeleteDialog";
import { OpinionDialog } from "./OpinionDialog";
import { RevokeDialog } from "./RevokeDialog";

const none: Action[] = [];

export function Actions({ report }: { report: Report }) {
  const t = useWords();
  const { canWrite } = useHere().session;
  const [asking, setAsking] = useState<"revoke" | "delete" | "opinion" | null>(null);
  const keys = useMemo((): Action[] => {
    const run = () => go({ desk: "reports", view: `compose.${report.id}` });
    return [{ id: "edit", key: "e", word: "key.edit", run, foot: 4 }];
  }, [report.id]);
  useKeys(report.canEdit ? keys : none);
  const close = () => setAsking(null);
  const mayDelete = report.mine && report.revoked && canWrite;
  const mayJudge = !report.mine && !report.revoked && canWrite;
  return (
    <>
      {report.canEdit && (
        <Button
          icon={Pencil}
          label={t("reports.edit")}
          keyName="E"
          onClick={() => go({ desk: "reports", view: `compose.${report.id}` })}
        />
      )}
      {mayJudge && <Button label={t("reports.opinion")} onClick={() => setAsking("opinion")} />}
      {report.canRevoke && <Button label={t("reports.revoke")} onClick={() => setAsking("revoke")} />}
      {mayDelete && <Button label={t("reports.delete")} onClick={() => setAsking("delete")} />}
      {asking === "revoke" && <RevokeDialog report={report} onClose={close} />}
      {asking === "delete" && <DeleteDialog report={report} onClose={close} />}
      {asking === "opinion" && <OpinionDialog report={report} onClose={close} />}
    </>
  );
}
