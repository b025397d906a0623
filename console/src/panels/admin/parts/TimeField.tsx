/** A moment as people write it, in the zone's clock: 22-11-2026 20:00, or 20:00 for the next time. */
import { useId } from "react";
import { useWords } from "../../../lib/i18n";
import { readWall, writeWall } from "../../../lib/wall";
import { useHere } from "../../here";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  hint?: string;
  /** Buttons for a moment so many hours from now. */
  hours?: readonly number[];
}

export function TimeField({ label, value, onChange, required, hint, hours = [] }: Props) {
  const t = useWords();
  const { zone } = useHere();
  const id = useId();
  const wrong = value.trim() !== "" && readWall(value, zone.timeZone) === null;
  const settle = () => {
    const at = readWall(value, zone.timeZone);
    if (at !== null) onChange(writeWall(at, zone.timeZone));
  };
  const later = (n: number) => onChange(writeWall(Date.now() + n * 3_600_000, zone.timeZone));
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <p className="hint" id={`${id}-hint`}>
        {hint ?? t("admin.timeHint")}
      </p>
      <div className="line wrap">
        <input
          id={id}
          className="utrecht-textbox time-box"
          value={value}
          required={required ?? false}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          aria-invalid={wrong || undefined}
          aria-errormessage={wrong ? `${id}-wrong` : undefined}
          ref={(input) => input?.setCustomValidity(wrong ? t("admin.timeWrong") : "")}
          onChange={(event) => onChange(event.target.value)}
          onBlur={settle}
        />
        {hours.map((n) => (
          <button key={n} type="button" className="chip" onClick={() => later(n)}>
            {n % 24 === 0 ? t("admin.inDays", { n: n / 24 }) : t("admin.inHours", { n })}
          </button>
        ))}
      </div>
      {wrong && (
        <p className="field-wrong" id={`${id}-wrong`}>
          {t("admin.timeWrong")}
        </p>
      )}
    </div>
  );
}
