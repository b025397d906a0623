/** Two editors changed the same field: both texts side by side, one is chosen. */
import { useGrounds } from "../../api/exchange";
import { useWords } from "../../lib/i18n";
import { Button } from "../parts/Button";
import { kindWord } from "../parts/kinds";
import { useComposing } from "./composing";
import type { Form } from "./form";

export interface Clashes {
  theirs: Form;
  fields: (keyof Form)[];
  by: string;
}
const words: Partial<
  Record<
    keyof Form,
    | "title"
    | "text"
    | "kind"
    | "severity"
    | "seenFrom"
    | "usefulUntil"
    | "place"
    | "who"
    | "pap"
    | "groups"
    | "persons"
    | "partners"
    | "purpose"
    | "minLevel"
    | "personalData"
    | "grounds"
    | "breakGlass"
    | "retention"
    | "files"
  >
> = {
  title: "title",
  text: "text",
  kind: "kind",
  severity: "severity",
  seenFrom: "seenFrom",
  usefulUntil: "usefulUntil",
  placeName: "place",
  geometry: "place",
  tlp: "who",
  pap: "pap",
  groups: "groups",
  persons: "persons",
  partners: "partners",
  purpose: "purpose",
  minLevel: "minLevel",
  personalData: "personalData",
  grounds: "grounds",
  breakGlass: "breakGlass",
  retention: "retention",
  files: "files",
};

/** A value of the form as a person reads it. */
function useShown() {
  const t = useWords();
  const grounds = useGrounds(true).data ?? [];
  return (form: Form, field: keyof Form): string => {
    if (field === "kind") return kindWord(form.kind, t);
    if (field === "severity") return t(`severity.${form.severity}`);
    if (field === "tlp") return form.tlp ? `TLP:${form.tlp}` : t("compose.noMarking");
    if (field === "geometry") return form.geometry ? t("compose.drawn") : t("compose.nothing");
    if (field === "files") return form.files.map((file) => file.name).join(", ") || t("compose.nothing");
    if (field === "persons" || field === "partners") return String(form[field].length);
    if (field === "grounds")
      return (
        form.grounds.map((id) => grounds.find((each) => each.id === id)?.law ?? id).join(", ") || t("compose.noGround")
      );
    const value = form[field];
    return (Array.isArray(value) ? String(value.length) : String(value ?? "")) || t("compose.nothing");
  };
}

interface Props {
  clashes: Clashes;
  onChoose: (field: keyof Form, side: "mine" | "theirs") => void;
}

export function Clash({ clashes, onChoose }: Props) {
  const t = useWords();
  const { form } = useComposing();
  const shown = useShown();
  const side = (field: keyof Form, which: "mine" | "theirs", title: string) => (
    <div className="clash-side">
      <h4 className="small quiet">{title}</h4>
      <p className="told">{shown(which === "mine" ? form : clashes.theirs, field)}</p>
      <Button label={t("compose.keepThis")} onClick={() => onChoose(field, which)} />
    </div>
  );
  return (
    <section className="note clash full" role="alert" aria-label={t("compose.clash")}>
      <h2 className="note-title">{t("compose.clash")}</h2>
      {clashes.fields.map((field) => (
        <div key={field}>
          <h3>{t(`compose.${words[field] ?? "text"}`)}</h3>
          <div className="clash-sides">
            {side(field, "mine", t("compose.mine"))}
            {side(field, "theirs", t("compose.theirs", { name: clashes.by }))}
          </div>
        </div>
      ))}
    </section>
  );
}
