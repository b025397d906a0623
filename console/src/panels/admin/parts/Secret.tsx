/** Something that is shown once: to copy now, because nobody can show it again. */
import { Check, Copy } from "lucide-react";
import { useId, useState } from "react";
import { useWords } from "../../../lib/i18n";
import { Button } from "../../parts/Button";

export function CopyLine({ label, value }: { label: string; value: string }) {
  const t = useWords();
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => document.getElementById(id)?.focus(),
    );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="line">
        <input
          id={id}
          className="utrecht-textbox mono"
          readOnly
          value={value}
          onFocus={(event) => event.target.select()}
        />
        <Button icon={copied ? Check : Copy} label={copied ? t("state.copied") : t("state.copy")} onClick={copy} />
      </div>
      <span className="unseen" role="status">
        {copied ? t("state.copied") : ""}
      </span>
    </div>
  );
}

interface Props {
  title: string;
  says: string;
  lines: { label: string; value: string }[];
  onDone: () => void;
}
export function Secret({ title, says, lines, onDone }: Props) {
  const t = useWords();
  return (
    <section className="secret stack" aria-label={title} role="status">
      <div>
        <h3>{title}</h3>
        <p className="second">{says}</p>
      </div>
      {lines.map((line) => (
        <CopyLine key={line.label} {...line} />
      ))}
      <Button label={t("admin.secretDone")} onClick={onDone} />
    </section>
  );
}
