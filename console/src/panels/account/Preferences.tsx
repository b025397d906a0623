/** What this device prefers: language, theme, density, letter keys. */
import { choose } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { prefer, usePreference } from "../../lib/preference";
import { Button } from "../parts/Button";

interface SegmentsProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; word: string; lang?: string }[];
  onChange: (value: V) => void;
}
function Segments<V extends string>({ label, value, options, onChange }: SegmentsProps<V>) {
  return (
    <fieldset className="choice-line" aria-label={label}>
      <span aria-hidden="true" className="quiet">
        {label}
      </span>
      <span className="segments">
        {options.map((option) => (
          <Button
            key={option.value}
            label={option.word}
            lang={option.lang}
            aria-pressed={option.value === value}
            onClick={() => onChange(option.value)}
          />
        ))}
      </span>
    </fieldset>
  );
}

export function Preferences() {
  const t = useWords();
  const { lang, theme, density, letters } = usePreference();
  return (
    <section className="stack-near" aria-labelledby="account-device">
      <h2 id="account-device">{t("account.device")}</h2>
      <p className="small second">{t("account.deviceNote")}</p>
      <Segments
        label={t("account.language")}
        value={lang}
        options={[
          { value: "nl", word: "Nederlands", lang: "nl" },
          { value: "en", word: "English", lang: "en" },
        ]}
        onChange={(next) => choose({ lang: next })}
      />
      <Segments
        label={t("account.theme")}
        value={theme}
        options={[
          { value: "light", word: t("account.light") },
          { value: "dark", word: t("account.dark") },
        ]}
        onChange={(next) => choose({ theme: next })}
      />
      <Segments
        label={t("account.density")}
        value={density}
        options={[
          { value: "close", word: t("account.close") },
          { value: "comfortable", word: t("account.roomy") },
        ]}
        onChange={(next) => prefer({ density: next })}
      />
      <label className="check">
        <input type="checkbox" checked={letters} onChange={(event) => prefer({ letters: event.target.checked })} />
        {t("keys.letters")}
      </label>
      <p className="small second">{t("keys.note")}</p>
    </section>
  );
}
