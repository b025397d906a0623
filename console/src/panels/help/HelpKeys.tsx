/** Every key that works on all desks; each desk has its own besides. */
import { useWords } from "../../lib/i18n";
import { keyName, keyOf, useActions } from "../../lib/keys";
import { usePreference } from "../../lib/preference";
import type { Key } from "../../lib/words";

/** Keys that desks offer while they are shown. */
const onDesks: readonly (readonly [string, Key])[] = [
  ["J", "key.next"],
  ["K", "key.previous"],
  ["Enter", "key.open"],
  ["Esc", "key.back"],
  ["C", "key.read"],
  ["N", "admin.keyAdd"],
  ["L", "key.list"],
  ["← ↑ → ↓", "key.pan"],
  ["+ -", "key.zoom"],
  ["0", "key.whole"],
];

export function HelpKeys() {
  const t = useWords();
  usePreference();
  const everywhere = useActions().filter((action) => action.run);
  return (
    <section className="stack-near" aria-labelledby="help-keys">
      <h2 id="help-keys">{t("keys.all")}</h2>
      <p className="small second">{t("keys.note")}</p>
      <h3>{t("help.keysEverywhere")}</h3>
      <dl className="key-list">
        {everywhere.map((action) => (
          <div key={action.id} className="fact">
            <dt>
              <kbd>{keyName(keyOf(action))}</kbd>
            </dt>
            <dd>{t(action.word, action.fill)}</dd>
          </div>
        ))}
      </dl>
      <h3>{t("help.keysDesks")}</h3>
      <dl className="key-list">
        {onDesks.map(([key, word]) => (
          <div key={key} className="fact">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(word)}</dd>
          </div>
        ))}
      </dl>
      <p className="small second">{t("help.keysChange")}</p>
    </section>
  );
}
