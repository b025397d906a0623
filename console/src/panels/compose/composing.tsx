/** What the parts of the form share: the form, how to change it, and what is wrong with a field. */
import { createContext, type ReactNode, useContext } from "react";
import { useWords } from "../../lib/i18n";
import type { Fault, Field as FieldName, Form } from "./form";

export interface Composing {
  form: Form;
  change: (part: Partial<Form>) => void;
  faults: readonly Fault[];
  /** Regimes that it would reach but for want of a ground. */
  missing: readonly string[];
}
export const ComposingContext = createContext<Composing | null>(null);

export function useComposing(): Composing {
  const value = useContext(ComposingContext);
  if (!value) throw new Error("useComposing outside the form");
  return value;
}

export const idOf = (field: FieldName): string => `compose-${field}`;
const faultIdOf = (field: FieldName): string => `${idOf(field)}-fault`;

/** What is wrong with a field, in words; null when nothing is. */
export function useFault(field: FieldName): string | null {
  const t = useWords();
  const found = useComposing().faults.find((each) => each.field === field);
  if (!found) return null;
  return found.word ? t(found.word) : (found.text ?? t("state.unknown"));
}

/** What a control needs to point at its fault. */
export function useFaultProps(field: FieldName) {
  const fault = useFault(field);
  return {
    id: idOf(field),
    "aria-invalid": fault !== null,
    ...(fault === null ? {} : { "aria-describedby": faultIdOf(field) }),
  } as const;
}

/** The fault under its field. */
export function FaultLine({ of }: { of: FieldName }) {
  const fault = useFault(of);
  if (fault === null) return null;
  return (
    <p className="fault" id={faultIdOf(of)}>
      {fault}
    </p>
  );
}

interface Props {
  of: FieldName;
  label: string;
  full?: boolean;
  hint?: string;
  children: ReactNode;
}

/** Label, hint, control and fault of one field. */
export function Field({ of, label, full = false, hint, children }: Props) {
  return (
    <div className={full ? "field full" : "field"}>
      <label htmlFor={idOf(of)}>
        {label} {hint && <span className="label-hint">({hint})</span>}
      </label>
      {children}
      <FaultLine of={of} />
    </div>
  );
}
