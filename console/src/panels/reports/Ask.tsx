/** A dialog for what cannot be undone or needs a reason. */
import type { ReactNode } from "react";
import { useWords } from "../../lib/i18n";
import { Button } from "../parts/Button";
import { Sheet } from "../parts/Sheet";
import { Problem } from "../parts/States";

interface Props {
  title: string;
  /** The consequence, in the button. */
  does: string;
  busy: boolean;
  error: Error | null;
  onDo: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function Ask({ title, does, busy, error, onDo, onClose, children }: Props) {
  const t = useWords();
  return (
    <Sheet title={title} onClose={onClose}>
      {children}
      {error && <Problem error={error} />}
      <div className="line wrap">
        <Button kind="primary" label={does} disabled={busy} onClick={onDo} />
        <Button label={t("reports.cancel")} onClick={onClose} />
      </div>
    </Sheet>
  );
}
