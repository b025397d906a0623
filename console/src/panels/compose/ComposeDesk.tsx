/** The three panes of compose side by side, and what ties them: form, draft, preview, sending. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { usePreview, useVersions } from "../../api/exchange";
import { useReaders } from "../../api/queries";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { Problem } from "../parts/States";
import { Clash, type Clashes } from "./Clash";
import { ComposingContext, idOf } from "./composing";
import type { DraftBody } from "./drafts";
import { FormPane } from "./FormPane";
import { type Fault, type Form, markingOf } from "./form";
import { missingOf } from "./grounds";
import { PlacePane } from "./PlacePane";
import { PreviewPane } from "./PreviewPane";
import { ShareBar } from "./ShareBar";
import { shareWords } from "./summary";
import { leaveCompose, useComposeKeys } from "./useComposeKeys";
import { useDraftSaving } from "./useDraftSaving";
import { useOff } from "./useOff";
import { useSharing } from "./useSharing";
import { useUploads } from "./useUploads";

/** Focus goes to the first field that has something wrong, once it is shown. */
function useFocusFault(faults: readonly Fault[]): void {
  useEffect(() => {
    const first = faults.find((each) => each.field !== null)?.field;
    if (!first) return;
    const frame = requestAnimationFrame(() => document.getElementById(idOf(first))?.focus());
    return () => cancelAnimationFrame(frame);
  }, [faults]);
}

/** Who opens the form can write at once. */
function useFocusFirst(): void {
  useEffect(() => document.getElementById(idOf("title"))?.focus(), []);
}

export function ComposeDesk({ draft, start }: { draft: string; start: DraftBody }) {
  const t = useWords();
  const { zone, session, partnerName } = useHere();
  const [form, setForm] = useState(start.form);
  const [edit, setEdit] = useState(start.edit);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [clashes, setClashes] = useState<Clashes | null>(null);
  const change = useCallback((part: Partial<Form>) => {
    setForm((old) => ({ ...old, ...part }));
    setFaults((old) => (old.length > 0 ? old.filter((each) => !each.field || !(each.field in part)) : old));
  }, []);
  const body = useMemo(() => ({ form, edit }), [form, edit]);
  const { state: saved, drop } = useDraftSaving(draft, body);
  const uploads = useUploads((file) =>
    setForm((old) => ({ ...old, files: [...old.files.filter((each) => each.sha256 !== file.sha256), file] })),
  );
  const preview = usePreview(markingOf(form, zone.timeZone, Math.floor(Date.now() / 60_000) * 60_000));
  const before = useReaders(edit?.report ?? "", edit !== null).data ?? null;
  const changer = useVersions(clashes ? (edit?.report ?? null) : null).data?.[0]?.changedBy;
  const { send, sending, failure } = useSharing();
  const off = useOff({ preview, sending, uploading: uploads.busy, clashing: (clashes?.fields.length ?? 0) > 0 });
  const says = shareWords(preview.data, form.tlp, before, session.partner.id);
  const stays = says.word === "compose.keepOurs" || says.word === "compose.keepMine";

  const share = () => {
    if (off !== null) {
      if (preview.data?.refused.length) document.getElementById("preview-refused")?.focus();
      return;
    }
    void send({
      draft,
      body,
      reaches: !stays,
      drop,
      onFaults: setFaults,
      onMerged: (merged, next, theirs, fields) => {
        setForm(merged);
        setEdit(next);
        setClashes({ theirs, fields, by: "" });
      },
    });
  };
  const choose = (field: keyof Form, side: "mine" | "theirs") => {
    if (side === "theirs" && clashes) change({ [field]: clashes.theirs[field] });
    setClashes((old) => {
      const fields = old?.fields.filter((each) => each !== field) ?? [];
      return old && fields.length > 0 ? { ...old, fields } : null;
    });
  };
  useFocusFirst();
  useFocusFault(faults);
  useComposeKeys(share);
  const refused = preview.data?.refused;
  const missing = useMemo(() => missingOf(refused ?? []).map((each) => each.regime), [refused]);
  const composing = useMemo(() => ({ form, change, faults, missing }), [form, change, faults, missing]);
  const by = changer ? partnerName(changer) : t("compose.someoneElse");
  return (
    <ComposingContext value={composing}>
      <div className="compose">
        <div className="compose-scroll">
          <FormPane isEdit={edit !== null} saved={saved} uploads={uploads}>
            {failure && (
              <div className="full">
                <Problem error={failure} />
                <p className="small second">{t("compose.notSent")}</p>
              </div>
            )}
            {clashes && clashes.fields.length > 0 && <Clash clashes={{ ...clashes, by }} onChoose={choose} />}
            {clashes?.fields.length === 0 && (
              <p className="note full" role="status">
                {t("compose.merged")}
              </p>
            )}
          </FormPane>
          <PlacePane preview={preview.data} />
          <PreviewPane
            preview={preview.data}
            error={preview.error}
            at={preview.dataUpdatedAt}
            onAgain={() => void preview.refetch()}
          />
        </div>
        <ShareBar
          says={says}
          off={off}
          isEdit={edit !== null}
          stays={stays}
          onShare={share}
          onKeep={leaveCompose}
          onDrop={() => void drop().then(leaveCompose)}
        />
      </div>
    </ComposingContext>
  );
}
