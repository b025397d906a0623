/** Persons (RED) or partners (AMBER+STRICT) by name, each if wished until a time and from a measure level. */
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { usePartners, usePersons } from "../../api/queries";
import type { LevelNumber } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { FaultLine, idOf, useComposing } from "./composing";
import type { Named } from "./form";
import { Suggest } from "./Suggest";

interface Candidate {
  id: string;
  name: string;
  of: string;
}

/** Everybody one may name under the chosen marking, oneself left out. */
function useCandidates(kind: "persons" | "partners"): Candidate[] {
  const { session, partnerName } = useHere();
  const persons = usePersons().data ?? [];
  const partners = usePartners().data ?? [];
  if (kind === "partners")
    return partners
      .filter((each) => each.active && each.id !== session.partner.id)
      .map((each) => ({ id: each.id, name: partnerName(each.id), of: "" }));
  return persons
    .filter((each) => each.active && !each.service && each.id !== session.person.id)
    .map((each) => ({ id: each.id, name: each.name, of: partnerName(each.partner) }));
}

interface AddProps {
  label: string;
  left: Candidate[];
  onAdd: (id: string) => void;
}

function AddNamed({ label, left, onAdd }: AddProps) {
  const [text, setText] = useState("");
  const asked = text.trim().toLowerCase();
  const hits = left
    .filter((each) => `${each.name} ${each.of}`.toLowerCase().includes(asked))
    .map((each) => ({ id: each.id, label: each.name, what: each.of }));
  return (
    <Suggest
      id={idOf("recipients")}
      name={label}
      placeholder={label}
      value={text}
      onType={setText}
      hits={hits}
      atOnce
      onTake={(hit) => {
        onAdd(hit.id);
        setText("");
      }}
    >
      <Icon of={Plus} />
    </Suggest>
  );
}

interface RowProps {
  named: Named;
  candidate: Candidate | undefined;
  onChange: (part: Partial<Named>) => void;
  onDrop: () => void;
}
const levels: LevelNumber[] = [1, 2, 3, 4, 5];

function NamedRow({ named, candidate, onChange, onDrop }: RowProps) {
  const t = useWords();
  const name = candidate ? [candidate.name, candidate.of].filter(Boolean).join(", ") : named.principal;
  return (
    <li className="named">
      <span className="named-name">
        <b className="strong">{candidate?.name ?? named.principal}</b>
        {candidate?.of && <span className="marking-note">{candidate.of}</span>}
      </span>
      <input
        className="utrecht-textbox"
        aria-label={t("compose.untilFor", { name })}
        placeholder={t("compose.noEnd")}
        value={named.until}
        onChange={(event) => onChange({ until: event.target.value })}
      />
      <select
        className="utrecht-textbox"
        aria-label={t("compose.levelFor", { name })}
        value={named.minLevel}
        onChange={(event) => onChange({ minLevel: Number(event.target.value) as LevelNumber })}
      >
        {levels.map((n) => (
          <option key={n} value={n}>
            {n === 1 ? t("compose.anyLevel") : t("compose.fromLevel", { n })}
          </option>
        ))}
      </select>
      <IconButton icon={X} label={t("compose.remove", { name })} onClick={onDrop} />
    </li>
  );
}

export function RecipientsField({ kind }: { kind: "persons" | "partners" }) {
  const t = useWords();
  const { form, change } = useComposing();
  const candidates = useCandidates(kind);
  const chosen = form[kind];
  const set = (next: Named[]) => change({ [kind]: next });
  const drop = (id: string) => {
    set(chosen.filter((each) => each.principal !== id));
    document.getElementById(idOf("recipients"))?.focus();
  };
  return (
    <fieldset className="field full">
      <legend>{t(`compose.${kind}`)}</legend>
      {kind === "persons" && <p className="hint">{t("compose.personsHint")}</p>}
      <ul className="named-list">
        {chosen.map((named, at) => (
          <NamedRow
            key={named.principal}
            named={named}
            candidate={candidates.find((each) => each.id === named.principal)}
            onChange={(part) => set(chosen.with(at, { ...named, ...part }))}
            onDrop={() => drop(named.principal)}
          />
        ))}
      </ul>
      <AddNamed
        label={t(kind === "persons" ? "compose.addPerson" : "compose.addPartner")}
        left={candidates.filter((each) => !chosen.some((named) => named.principal === each.id))}
        onAdd={(principal) => set([...chosen, { principal, until: "", minLevel: 1 }])}
      />
      <FaultLine of="recipients" />
    </fieldset>
  );
}
