/** What the report is about: one line, the story, kind, severity, from when and until when. */
import { useWords } from "../../lib/i18n";
import { kindWord, reportKinds } from "../parts/kinds";
import { Field, useComposing, useFaultProps } from "./composing";
import { MomentField } from "./MomentField";
import { SeverityField } from "./SeverityField";

function Title() {
  const t = useWords();
  const { form, change } = useComposing();
  const props = useFaultProps("title");
  return (
    <Field of="title" label={t("compose.title")} full>
      <input
        {...props}
        className="utrecht-textbox"
        maxLength={200}
        required
        autoComplete="off"
        value={form.title}
        onChange={(event) => change({ title: event.target.value })}
      />
    </Field>
  );
}

function Story() {
  const t = useWords();
  const { form, change } = useComposing();
  const props = useFaultProps("text");
  return (
    <Field of="text" label={t("compose.text")} full>
      <textarea
        {...props}
        className="utrecht-textbox story"
        maxLength={20_000}
        value={form.text}
        onChange={(event) => change({ text: event.target.value })}
      />
    </Field>
  );
}

function Kind() {
  const t = useWords();
  const { form, change } = useComposing();
  const props = useFaultProps("kind");
  const kinds: string[] = [...reportKinds];
  if (!kinds.includes(form.kind)) kinds.push(form.kind);
  return (
    <Field of="kind" label={t("compose.kind")}>
      <select
        {...props}
        className="utrecht-textbox"
        value={form.kind}
        onChange={(event) => change({ kind: event.target.value })}
      >
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindWord(kind, t)}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function About() {
  const t = useWords();
  return (
    <>
      <Title />
      <Story />
      <Kind />
      <SeverityField />
      <MomentField of="seenFrom" label={t("compose.seenFrom")} />
      <MomentField of="usefulUntil" label={t("compose.usefulUntil")} />
    </>
  );
}
