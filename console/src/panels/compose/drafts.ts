/** What a draft holds, and what is read back of one. Pure. */
import { emptyForm, type Form } from "./form";

export interface EditOf {
  report: string;
  etag: string;
  /** The form as it was read, to tell what each side changed. */
  base: Form;
}
export interface DraftBody {
  form: Form;
  edit: EditOf | null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The form and the edit that a draft holds; what an older draft misses is as in an empty form. */
export function readDraft(body: Record<string, unknown>, empty: Form): DraftBody {
  const form = isObject(body.form) ? { ...empty, ...(body.form as Partial<Form>) } : empty;
  const { edit } = body;
  const isEdit =
    isObject(edit) && typeof edit.report === "string" && typeof edit.etag === "string" && isObject(edit.base);
  return { form, edit: isEdit ? (edit as unknown as EditOf) : null };
}

/** What a list of drafts says of one. */
export function titleOf(body: Record<string, unknown>): { title: string; isEdit: boolean } {
  const { form, edit } = readDraft(body, emptyForm("en", 0, "UTC"));
  return { title: form.title.trim() || form.text.trim().slice(0, 80), isEdit: edit !== null };
}
