/** The bar below the form: share, keep as draft, and what stands in the way. */
import { Save, Send } from "lucide-react";
import { useWords } from "../../lib/i18n";
import { Button } from "../parts/Button";
import type { Saying } from "./summary";

interface Props {
  says: Saying;
  /** Why it cannot be sent now; null when it can. */
  off: string | null;
  isEdit: boolean;
  stays: boolean;
  onShare: () => void;
  onKeep: () => void;
  onDrop: () => void;
}

export function ShareBar({ says, off, isEdit, stays, onShare, onKeep, onDrop }: Props) {
  const t = useWords();
  return (
    <div className="pane-actions share-bar">
      <Button
        kind="primary"
        icon={stays ? Save : Send}
        label={t(says.word, says.fill)}
        aria-disabled={off !== null}
        aria-describedby="share-note"
        onClick={onShare}
      />
      <Button label={t("compose.keepDraft")} onClick={onKeep} />
      <Button kind="subtle" label={t("compose.dropDraft")} onClick={onDrop} />
      <span className="grow" />
      <span className={off ? "small strong" : "small quiet"} id="share-note">
        {off ?? t(isEdit ? "compose.wayBackEdit" : "compose.wayBack")}
      </span>
    </div>
  );
}
