/** All keys of this desk; each can be changed, letters can be switched off. */
import { useEffect, useState } from "react";
import { useWords } from "../../lib/i18n";
import { type Action, keyName, keyOf, pressed, useActions } from "../../lib/keys";
import { prefer, preference, usePreference } from "../../lib/preference";
import { Button } from "../parts/Button";
import { Sheet } from "../parts/Sheet";

const inMap: Action[] = [
  { id: "map.pan", key: "← ↑ → ↓", word: "key.pan" },
  { id: "map.zoom", key: "+ -", word: "key.zoom" },
  { id: "map.whole", key: "0", word: "key.whole" },
];

function KeyRow({ action }: { action: Action }) {
  const t = useWords();
  const [waiting, setWaiting] = useState(false);
  const what = t(action.word, action.fill);
  useEffect(() => {
    if (!waiting) return;
    const take = (event: KeyboardEvent) => {
      if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      setWaiting(false);
      if (event.key !== "Escape") prefer({ keys: { ...preference().keys, [action.id]: pressed(event) } });
    };
    window.addEventListener("keydown", take, { capture: true });
    return () => window.removeEventListener("keydown", take, { capture: true });
  }, [waiting, action.id]);
  return (
    <tr className="utrecht-table__row">
      <td className="utrecht-table__cell">
        <kbd>{keyName(keyOf(action))}</kbd>
      </td>
      <td className="utrecht-table__cell">{what}</td>
      <td className="utrecht-table__cell">
        {action.run && (
          <Button
            kind="subtle"
            label={waiting ? t("keys.press") : t("keys.change")}
            aria-label={waiting ? t("keys.press") : t("keys.changeOf", { what })}
            onClick={() => setWaiting(true)}
          />
        )}
      </td>
    </tr>
  );
}

function KeyTable() {
  const t = useWords();
  const { letters } = usePreference();
  const actions = useActions().filter((action) => action.run);
  return (
    <>
      <p className="small second">{t("keys.note")}</p>
      <label className="line check">
        <input type="checkbox" checked={letters} onChange={(event) => prefer({ letters: event.target.checked })} />
        {t("keys.letters")}
      </label>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
      <section className="dialog-scroll" tabIndex={0} aria-label={t("keys.all")}>
        <table className="utrecht-table">
          <thead className="utrecht-table__header">
            <tr>
              <th className="utrecht-table__header-cell utrecht-table__cell">{t("keys.key")}</th>
              <th className="utrecht-table__header-cell utrecht-table__cell">{t("keys.does")}</th>
              <td />
            </tr>
          </thead>
          <tbody className="utrecht-table__body">
            {[...actions, ...inMap].map((action) => (
              <KeyRow key={action.id} action={action} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

interface Props {
  desk: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

export function AllKeys({ desk, isOpen, onOpenChange }: Props) {
  const t = useWords();
  return (
    <Sheet title={t("keys.title", { desk })} isOpen={isOpen} onClose={() => onOpenChange(false)}>
      <KeyTable />
      <div className="line">
        <Button kind="primary" label={t("keys.close")} onClick={() => onOpenChange(false)} />
        <Button label={t("keys.reset")} onClick={() => prefer({ keys: {} })} />
      </div>
    </Sheet>
  );
}
