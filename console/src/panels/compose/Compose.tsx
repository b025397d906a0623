/** Compose: a new report or an edit; finds the draft or the report it starts from. */
import { useState } from "react";
import { useDrafts } from "../../api/exchange";
import { useReport } from "../../api/queries";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { Loading, Problem } from "../parts/States";
import { ComposeDesk } from "./ComposeDesk";
import "./compose.css";
import "./compose-folded.css";
import { type DraftBody, readDraft } from "./drafts";
import { emptyForm, formOf } from "./form";

interface Props {
  /** Id of the draft; that of an edit is the report's own id. */
  draft: string;
}
export const isEditDraft = (draft: string): boolean => draft.startsWith("report--");

/** What the form starts from: the draft, else the report, else nothing; null while that is not known. */
function useStart(draft: string): { start: DraftBody | null; error: Error | null; again: () => void } {
  const t = useWords();
  const { zone } = useHere();
  const [empty] = useState(() => emptyForm(t.language, Date.now(), zone.timeZone));
  const drafts = useDrafts();
  const report = useReport(isEditDraft(draft) ? draft : null);
  const again = () => void Promise.all([drafts.refetch(), report.refetch()]);
  const found = drafts.data?.find((each) => each.id === draft);
  const read = report.data;
  if (drafts.error) return { start: null, error: drafts.error, again };
  if (!drafts.data) return { start: null, error: null, again };
  if (found) return { start: readDraft(found.body, empty), error: null, again };
  if (!isEditDraft(draft)) return { start: { form: empty, edit: null }, error: null, again };
  if (!read) return { start: null, error: report.error, again };
  const form = formOf(read.data, zone.timeZone);
  return { start: { form, edit: { report: draft, etag: read.etag ?? "", base: form } }, error: null, again };
}

export function Compose({ draft }: Props) {
  const { start, error, again } = useStart(draft);
  // what it started from stays, whatever comes in meanwhile
  const [first, setFirst] = useState<DraftBody | null>(null);
  if (first === null && start !== null) setFirst(start);
  if (first !== null) return <ComposeDesk draft={draft} start={first} />;
  return <section className="pane">{error ? <Problem error={error} onAgain={again} /> : <Loading rows={8} />}</section>;
}
