/** Who will see this: the rule that sends, asked before anything goes. */
import { Download } from "lucide-react";
import { useState } from "react";
import type { Preview } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { age, useNow } from "../../lib/time";
import { Button } from "../parts/Button";
import { Loading, Problem } from "../parts/States";
import { TlpOrOwn } from "../parts/Tlp";
import { AsTheySee } from "./AsTheySee";
import { useComposing } from "./composing";
import { NewSince } from "./NewSince";
import { PreviewTable } from "./PreviewTable";
import { Refused } from "./Refused";
import { useListFile } from "./useListFile";
import { WillNot } from "./WillNot";

interface Props {
  preview: Preview | undefined;
  error: Error | null;
  /** Moment of the answer. */
  at: number;
  onAgain: () => void;
}

function Count({ preview, at }: { preview: Preview; at: number }) {
  const t = useWords();
  const { form } = useComposing();
  const now = useNow();
  const alone = !preview.public && preview.partners <= 1 && preview.refused.length === 0;
  return (
    <div>
      <p className="readers-count" role="status">
        {preview.public && (
          <>
            <b>{t("preview.everyone")}</b>:{" "}
          </>
        )}
        <b>{t("item.persons", { n: preview.persons })}</b> {t("preview.of")}{" "}
        <b>{t("item.partners", { n: preview.partners })}</b>
        {preview.public && <>, {t("preview.everyoneNote")}</>}
      </p>
      <p className="second">{t("preview.checked", { age: age(now - at, t) })}</p>
      {alone && (
        <p className="alone-note">
          {t(form.tlp === "RED" && preview.persons <= 1 ? "preview.onlyYou" : "preview.nobodyElse")}
        </p>
      )}
    </div>
  );
}

function MayDo() {
  const t = useWords();
  const { tlp } = useComposing().form;
  if (tlp === null) return null;
  const word =
    tlp === "RED" || tlp === "GREEN" || tlp === "CLEAR" ? (`preview.mayDo.${tlp}` as const) : "preview.mayDo.shared";
  return (
    <div>
      <h3>{t("preview.mayDo")}</h3>
      <p className="small second">{t(word)}</p>
    </div>
  );
}

function AsList({ preview, at }: { preview: Preview; at: number }) {
  return (
    <>
      <Count preview={preview} at={at} />
      {preview.refused.length > 0 && <Refused preview={preview} />}
      <PreviewTable preview={preview} />
      <NewSince preview={preview} />
      <WillNot preview={preview} />
      <MayDo />
    </>
  );
}

export function PreviewPane({ preview, error, at, onAgain }: Props) {
  const t = useWords();
  const { form } = useComposing();
  const [view, setView] = useState<"list" | "seen">("list");
  const saveList = useListFile(preview);
  const segment = (one: "list" | "seen", label: string) => (
    <button type="button" aria-pressed={view === one} onClick={() => setView(one)}>
      {label}
    </button>
  );
  return (
    <section className="pane preview" aria-labelledby="preview-title" data-pane="" tabIndex={-1}>
      <div className="pane-head">
        <h2 id="preview-title" tabIndex={-1}>
          {t("preview.title")}
        </h2>
        <span className="grow" />
        <TlpOrOwn of={form.tlp} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls */}
      <div className="pane-scroll preview-body stack" role="group" tabIndex={0} aria-labelledby="preview-title">
        {error && <Problem error={error} onAgain={onAgain} />}
        {!preview && !error && <Loading rows={4} />}
        {preview && (view === "list" ? <AsList preview={preview} at={at} /> : <AsTheySee preview={preview} />)}
      </div>
      <div className="pane-actions">
        <fieldset className="segments" aria-label={t("preview.view")}>
          {segment("list", t("preview.asList"))}
          {segment("seen", t("preview.asSeen"))}
        </fieldset>
        <span className="grow" />
        <Button kind="subtle" icon={Download} label={t("preview.export")} disabled={!preview} onClick={saveList} />
      </div>
    </section>
  );
}
