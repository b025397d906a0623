/** What the middle pane shows of a thing: facts that scroll, and the bar with what can be done. */
import { createContext, type FormEvent, type ReactNode, useContext, useEffect, useRef } from "react";
import { useWords } from "../../../lib/i18n";
import { Button } from "../../parts/Button";
import { FormProblem } from "./FormProblem";
import { focusDetail } from "./focus";
import { Scroll } from "./Scroll";

/** The history, where there is no room for a pane of its own. */
export const AsideContext = createContext<ReactNode>(null);

/** Facts, and actions where there are any: an absent role leaves no dead button. */
export function View({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  const aside = useContext(AsideContext);
  return (
    <>
      <Scroll named="admin-detail-title" className="pane-body stack">
        {children}
        {aside}
      </Scroll>
      {actions && <div className="pane-actions">{actions}</div>}
    </>
  );
}

interface FormProps {
  children: ReactNode;
  submit: string;
  busy: boolean;
  error: Error | null;
  onSubmit: () => void;
  onCancel: () => void;
  /** At the end of the bar: what sending means. */
  note?: ReactNode;
}

const firstField = "input:not([type=radio]), input[type=radio]:checked, select, textarea";

/** A form in the middle pane; its buttons stand in the bar at the lower edge. */
export function FormView({ children, submit, busy, error, onSubmit, onCancel, note }: FormProps) {
  const t = useWords();
  const form = useRef<HTMLFormElement>(null);
  // writing begins at once, and afterwards the keyboard is not left on what is gone
  useEffect(() => {
    form.current?.querySelector<HTMLElement>(firstField)?.focus();
    return () => focusDetail({ onlyIfLost: true });
  }, []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="form-view" ref={form} onSubmit={send}>
      <div className="pane-scroll pane-body stack">
        {children}
        {error && <FormProblem error={error} />}
      </div>
      <div className="pane-actions">
        <Button kind="primary" type="submit" label={submit} disabled={busy} />
        <Button label={t("admin.cancel")} onClick={onCancel} />
        {note && <span className="small second">{note}</span>}
      </div>
    </form>
  );
}
