/** Fields of forms: a label above, a hint between, the control below. */
import { type ReactNode, useId } from "react";
import { useWords } from "../../../lib/i18n";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  children: (id: string, describedBy: string | undefined) => ReactNode;
}
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children(id, hint ? `${id}-hint` : undefined)}
    </div>
  );
}

interface TextProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  rows?: number;
  most?: number;
  type?: "text" | "number" | "password";
  autoComplete?: string;
}
export function TextField({ label, hint, value, onChange, required, rows, most = 200, type, autoComplete }: TextProps) {
  const common = { className: "utrecht-textbox", value, required: required ?? false, maxLength: most };
  return (
    <Field label={label} hint={hint}>
      {(id, describedBy) =>
        rows ? (
          <textarea
            id={id}
            rows={rows}
            aria-describedby={describedBy}
            {...common}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            id={id}
            type={type ?? "text"}
            autoComplete={autoComplete ?? "off"}
            aria-describedby={describedBy}
            {...common}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}

interface SelectProps<V extends string> {
  label: string;
  hint?: string;
  value: V;
  options: readonly (readonly [V, string])[];
  onChange: (value: V) => void;
  required?: boolean;
}
export function SelectField<V extends string>({ label, hint, value, options, onChange, required }: SelectProps<V>) {
  return (
    <Field label={label} hint={hint}>
      {(id, describedBy) => (
        <select
          id={id}
          className="utrecht-textbox"
          value={value}
          required={required ?? false}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value as V)}
        >
          {options.map(([each, word]) => (
            <option key={each} value={each}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  label: ReactNode;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}
export function CheckField({ label, hint, checked, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="check">
        <input
          type="checkbox"
          checked={checked}
          aria-describedby={hint ? id : undefined}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      {hint && (
        <p className="hint check-hint" id={id}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChecksProps<V extends string> {
  label: string;
  hint?: string;
  options: readonly { value: V; word: ReactNode; about?: string }[];
  chosen: readonly V[];
  onChange: (chosen: V[]) => void;
}
/** Several of a few. */
export function ChecksField<V extends string>({ label, hint, options, chosen, onChange }: ChecksProps<V>) {
  const t = useWords();
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      {hint && <p className="hint">{hint}</p>}
      {options.length === 0 && <p className="quiet">{t("admin.noneToChoose")}</p>}
      {options.map(({ value, word, about }) => (
        <label key={value} className="check check-row">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, value] : chosen.filter((each) => each !== value))
            }
          />
          <span>
            {word}
            {about && <span className="quiet"> · {about}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
