/** What was just done and the way back: one at a time, ten seconds, staying while hovered or focused. */
import { Undo2, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useWords } from "../../lib/i18n";
import { dismissFailure, dismissToast, toastMilliseconds, undoLast, useToast, useUndoFailure } from "../../lib/undo";
import { Button, IconButton } from "../parts/Button";
import { Problem } from "../parts/States";

export function Toast() {
  const t = useWords();
  const deed = useToast();
  const failure = useUndoFailure();
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (!deed || kept) return;
    const timer = window.setTimeout(dismissToast, toastMilliseconds);
    return () => window.clearTimeout(timer);
  }, [deed, kept]);
  return (
    <section className="toast-place" aria-label={t("undo.label")} role="status">
      {failure && (
        <div className="toast">
          <div className="grow">
            <p>{t("undo.failed")}</p>
            <Problem error={failure} />
          </div>
          <IconButton icon={X} label={t("keys.close")} onClick={dismissFailure} />
        </div>
      )}
      {deed && (
        // biome-ignore lint/a11y/noStaticElementInteractions: hovering only keeps the toast; nothing is done by it
        <div
          className="toast"
          onMouseEnter={() => setKept(true)}
          onMouseLeave={() => setKept(false)}
          onFocus={() => setKept(true)}
          onBlur={() => setKept(false)}
        >
          <span className="grow">{deed.text}</span>
          <Button kind="subtle" icon={Undo2} label={t("undo.undo")} keyName="Z" onClick={() => void undoLast()} />
          <IconButton icon={X} label={t("keys.close")} onClick={dismissToast} />
        </div>
      )}
    </section>
  );
}
