/** Asks first, only for what cannot be undone; the button says what will happen. */
import { useWords } from "../../../lib/i18n";
import { Button } from "../../parts/Button";
import { Sheet } from "../../parts/Sheet";
import { FormProblem } from "./FormProblem";

interface Props {
  isOpen: boolean;
  title: string;
  says: string;
  act: string;
  busy: boolean;
  error: Error | null;
  onAct: () => void;
  onClose: () => void;
}

export function Confirm({ isOpen, title, says, act, busy, error, onAct, onClose }: Props) {
  const t = useWords();
  return (
    <Sheet title={title} isOpen={isOpen} onClose={onClose} alert>
      <p>{says}</p>
      {error && <FormProblem error={error} />}
      <div className="line wrap">
        <Button kind="primary" label={act} disabled={busy} onClick={onAct} />
        <Button label={t("admin.cancel")} onClick={onClose} />
      </div>
    </Sheet>
  );
}
