/** Actions on the chosen item: primary first, destructive never first, TLP at the right end. */
import type { ReactNode } from "react";
import { useSighting } from "../../api/commands";
import type { Report } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { markRead } from "../../lib/read";
import { Button } from "../parts/Button";
import { TlpOrOwn } from "../parts/Tlp";

export function ActionBar({ report, waits, children }: { report: Report; waits: boolean; children?: ReactNode }) {
  const t = useWords();
  const sighting = useSighting(report.id);
  const seenToo = () => sighting.mutate({ note: "", seenAt: new Date().toISOString() });
  return (
    <div className="pane-actions">
      {waits && (
        <Button
          kind="primary"
          label={t("item.read")}
          keyName="C"
          onClick={() => markRead(report.id, t("item.readDone"))}
        />
      )}
      {children}
      {!report.mine && !report.revoked && (
        <Button label={t("item.seenToo")} disabled={sighting.isPending} onClick={seenToo} />
      )}
      <span className="grow" />
      <TlpOrOwn of={report.tlp} />
    </div>
  );
}
