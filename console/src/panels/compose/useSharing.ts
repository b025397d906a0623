/** Sends the report: new or changed, with the way back; refusals go to their fields, a clash is shown. */
import { useRef, useState } from "react";
import { newKey } from "../../api/client";
import { refresh } from "../../api/commands";
import {
  deleteReport,
  editReport,
  fetchFile,
  readReport,
  revokeReport,
  saveDraft,
  sendFile,
  shareReport,
} from "../../api/exchange";
import { ProblemError } from "../../api/problem";
import { go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { did, toastMilliseconds } from "../../lib/undo";
import { useHere } from "../here";
import type { DraftBody, EditOf } from "./drafts";
import { type Fault, type Form, faultsOf, fieldOf, formOf, merge, requestOf } from "./form";

interface Wanted {
  draft: string;
  body: DraftBody;
  /** Whether somebody else than the own organisation gets it. */
  reaches: boolean;
  drop: () => Promise<void>;
  onFaults: (faults: Fault[]) => void;
  onMerged: (form: Form, edit: EditOf, theirs: Form, clashes: (keyof Form)[]) => void;
}
export const placeOfDraft = (draft: string) => ({ desk: "reports", view: `compose.${draft}` });

/** After ten seconds others may have read it, so that taking back becomes revoking. */
async function takeBack(id: string, since: number, reason: string): Promise<void> {
  if (Date.now() - since <= toastMilliseconds) await deleteReport(id);
  else await revokeReport(id, reason);
  await refresh("reports", "counts");
}

/** A deleted report takes its files along: fetched before, they are added again for the draft. */
async function withFilesKept(id: string, body: DraftBody, act: () => Promise<void>): Promise<DraftBody> {
  const files = await Promise.all(body.form.files.map((file) => fetchFile(id, file)));
  await act();
  const kept = await Promise.all(files.map((file) => sendFile(file, () => undefined).done));
  return { ...body, form: { ...body.form, files: kept } };
}

export function useSharing() {
  const t = useWords();
  const { zone } = useHere();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const key = useRef({ of: "", key: "" });

  /** The same text sent again after a lost answer is the same command. */
  const keyFor = (request: unknown): string => {
    const of = JSON.stringify(request);
    if (key.current.of !== of) key.current = { of, key: newKey() };
    return key.current.key;
  };

  const shareNew = async ({ draft, body, reaches, drop }: Wanted) => {
    const request = requestOf(body.form, zone.timeZone, Date.now());
    const { data } = await shareReport(request, keyFor(request));
    const since = Date.now();
    await drop();
    did({
      of: data.id,
      text: t(reaches ? "compose.shared" : "compose.kept"),
      undo: async () => {
        go({ item: null });
        const back = () => takeBack(data.id, since, t("compose.takenBack"));
        await saveDraft(draft, await withFilesKept(data.id, body, back));
        await refresh("drafts");
        go({ ...placeOfDraft(draft), item: null });
      },
    });
    return data.id;
  };

  const shareEdit = async (edit: EditOf, { body, drop }: Wanted) => {
    const put = async (form: Form, etag: string) =>
      editReport(edit.report, requestOf(form, zone.timeZone, Date.now()), etag);
    const { etag } = await put(body.form, edit.etag);
    await drop();
    did({
      of: edit.report,
      text: t("compose.changed"),
      undo: async () => {
        await put(edit.base, etag ?? edit.etag);
        await refresh("reports", "report", "readers");
      },
    });
    return edit.report;
  };

  const mergeWith = async (edit: EditOf, { body, onMerged }: Wanted) => {
    const { data, etag } = await readReport(edit.report);
    const theirs = formOf(data, zone.timeZone);
    const { form, clashes } = merge(edit.base, body.form, theirs);
    onMerged(form, { ...edit, etag: etag ?? "", base: theirs }, theirs, clashes);
  };

  const refused = async (error: Error, wanted: Wanted) => {
    const { edit } = wanted.body;
    if (error instanceof ProblemError && error.status === 412 && edit) return mergeWith(edit, wanted);
    const told = error instanceof ProblemError ? error.errors : [];
    const faults = told.map(({ where, what }) => ({ field: fieldOf(where), text: what }));
    wanted.onFaults(faults);
    if (faults.length === 0 || faults.some((each) => each.field === null)) setFailure(error);
  };

  const send = async (wanted: Wanted): Promise<void> => {
    setFailure(null);
    const { form, edit } = wanted.body;
    const faults = faultsOf(form, zone.timeZone, Date.now());
    wanted.onFaults(faults);
    if (faults.length > 0) return;
    setSending(true);
    try {
      const id = edit ? await shareEdit(edit, wanted) : await shareNew(wanted);
      await refresh("reports", "report", "readers", "counts");
      go({ desk: "reports", view: null, item: id });
    } catch (error) {
      await refused(error as Error, wanted).catch((again: Error) => setFailure(again));
    } finally {
      setSending(false);
    }
  };
  return { send, sending, failure };
}
