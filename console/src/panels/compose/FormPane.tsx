/** The left pane: what is told, who may have it, files. */

import { Check, CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../../lib/i18n";
import { clockSeconds } from "../../lib/time";
import { useHere } from "../here";
import { Icon } from "../parts/Icon";
import { About } from "./About";
import { useComposing } from "./composing";
import { FilesField } from "./FilesField";
import { GroupsField } from "./GroupsField";
import { RecipientsField } from "./RecipientsField";
import { MoreRules, PersonalData, Purpose } from "./Rules";
import { TlpChoice } from "./TlpChoice";
import type { Saved } from "./useDraftSaving";
import type { Uploads } from "./useUploads";

function DraftState({ saved }: { saved: Saved }) {
  const t = useWords();
  const { zone } = useHere();
  const time = saved.kind === "saved" ? clockSeconds(saved.at, zone.timeZone) : "";
  return (
    <span className="small quiet" aria-live="off">
      {saved.kind === "saving" && t("compose.saving")}
      {saved.kind === "saved" && (
        <>
          <Icon of={Check} /> {t("compose.saved", { time })}
        </>
      )}
      {saved.kind === "failed" && (
        <span className="strong" role="status">
          <Icon of={CircleAlert} /> {t("compose.notSaved")}
        </span>
      )}
    </span>
  );
}

function Readers() {
  const { tlp } = useComposing().form;
  return (
    <>
      {tlp === "RED" && <RecipientsField kind="persons" />}
      {tlp === "AMBER+STRICT" && <RecipientsField kind="partners" />}
      {tlp === "AMBER" && <GroupsField />}
      <Purpose full={tlp !== "AMBER"} />
    </>
  );
}

interface Props {
  isEdit: boolean;
  saved: Saved;
  uploads: Uploads;
  /** What stands above the form: a refusal, a clash. */
  children: ReactNode;
}

export function FormPane({ isEdit, saved, uploads, children }: Props) {
  const t = useWords();
  return (
    <section className="pane compose-form" aria-labelledby="compose-heading" data-pane="" tabIndex={-1}>
      <div className="pane-head">
        <h1 id="compose-heading">{t(isEdit ? "compose.edit" : "compose.new")}</h1>
        <span className="grow" />
        <DraftState saved={saved} />
      </div>
      <div className="pane-scroll">
        <form className="form-grid form-body" onSubmit={(event) => event.preventDefault()} noValidate>
          {children}
          <About />
          <TlpChoice />
          <Readers />
          <PersonalData />
          <FilesField uploads={uploads} />
          <MoreRules />
        </form>
      </div>
    </section>
  );
}
