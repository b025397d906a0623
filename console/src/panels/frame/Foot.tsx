/** Foot: what sends, how old the last message is, and the keys that work here. */
import { Activity } from "lucide-react";
import { useWords } from "../../lib/i18n";
import { keyName, keyOf, useActions } from "../../lib/keys";
import { usePreference } from "../../lib/preference";
import { age, clock, useNow } from "../../lib/time";
import { useHere } from "../here";
import { Icon } from "../parts/Icon";
import { KeyHint } from "../parts/KeyHint";
import { useLive } from "./Live";

function Sources() {
  const t = useWords();
  const now = useNow();
  const { zone } = useHere();
  const { connection, lastMessage, lostAt } = useLive();
  const last = lastMessage === null ? t("foot.none") : t("foot.last", { age: age(now - lastMessage, t) });
  return (
    <>
      <span>
        <Icon of={Activity} /> {t("foot.sources", { n: connection === "live" ? 1 : 0 })}
      </span>
      {lostAt !== null && <b className="strong ink">{t("foot.silent", { time: clock(lostAt, zone.timeZone) })}</b>}
      <span>{last}</span>
    </>
  );
}

export function Foot({ onKeys }: { onKeys: () => void }) {
  const t = useWords();
  usePreference();
  const actions = useActions()
    .filter((action) => action.foot !== undefined)
    .sort((a, b) => (a.foot ?? 0) - (b.foot ?? 0));
  return (
    <footer className="foot">
      <Sources />
      <span className="grow" />
      <span className="foot-keys">
        {actions.slice(0, 4).map((action) => (
          <span key={action.id}>
            <kbd>{keyName(keyOf(action))}</kbd> {t(action.word, action.fill)}
          </span>
        ))}
      </span>
      <button type="button" className="foot-button" onClick={onKeys}>
        <KeyHint of="?" /> {t("keys.all")}
      </button>
    </footer>
  );
}
