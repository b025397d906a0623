/** How far something may go: the marking, for whom, and who that is right now. */
import { usePreview } from "../../../api/exchange";
import { useGroups, usePartners, usePersons } from "../../../api/queries";
import type { Marking, Preview, Tlp } from "../../../api/types";
import { type Speech, useWords } from "../../../lib/i18n";
import { useHere } from "../../here";
import { TlpLabel } from "../../parts/Tlp";
import { ChecksField } from "../parts/fields";

export const emptyMarking: Marking = {
  tlp: null,
  pap: null,
  groups: [],
  recipients: [],
  purpose: null,
  minLevel: null,
  personalData: false,
  grounds: [],
  breakGlass: false,
};
const tlps: readonly (Tlp | null)[] = [null, "RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"];

/** Who would see it, from the rule that sends; nothing while that is not known. */
export function useReaderCount(marking: Marking): Preview | null {
  const preview = usePreview(marking);
  return preview.current ? (preview.data ?? null) : null;
}

/** The word on the button, with for how many it is. */
export function sharesWith(word: string, readers: Preview | null, t: Speech): string {
  if (!readers) return word;
  if (readers.public) return t("mark.forEveryone", { word });
  return t(readers.partners > 1 ? "mark.for" : "mark.forOurselves", {
    word,
    persons: t("item.persons", { n: readers.persons }),
  });
}

function Whom({ marking, onChange }: { marking: Marking; onChange: (marking: Marking) => void }) {
  const t = useWords();
  const { session, partnerName } = useHere();
  const groups = useGroups().data ?? [];
  const partners = (usePartners().data ?? []).filter((each) => each.active && each.id !== session.partner.id);
  const persons = (usePersons().data ?? []).filter((each) => each.active && each.id !== session.person.id);
  const named = marking.recipients.map((each) => each.principal);
  const name = (ids: string[]) => onChange({ ...marking, recipients: ids.map((principal) => ({ principal })) });
  if (marking.tlp === "AMBER")
    return (
      <ChecksField
        label={t("mark.groups")}
        options={groups.map((group) => ({
          value: group.id,
          word: group.name,
          about: group.members.length === 1 ? t("group.empty") : t("group.with", { n: group.members.length - 1 }),
        }))}
        chosen={marking.groups}
        onChange={(ids) => onChange({ ...marking, groups: ids })}
      />
    );
  if (marking.tlp === "AMBER+STRICT")
    return (
      <ChecksField
        label={t("mark.partners")}
        options={partners.map((partner) => ({ value: partner.id, word: t.of(partner.name) }))}
        chosen={named}
        onChange={name}
      />
    );
  if (marking.tlp === "RED")
    return (
      <ChecksField
        label={t("mark.persons")}
        options={persons.map((person) => ({
          value: person.id,
          word: person.name,
          about: partnerName(person.partner),
        }))}
        chosen={named}
        onChange={name}
      />
    );
  return null;
}

function Readers({ readers }: { readers: Preview }) {
  const t = useWords();
  const { partnerName } = useHere();
  const persons = t("item.persons", { n: readers.persons });
  const partners = t("item.partners", { n: readers.partners });
  const says = readers.public
    ? t("mark.everyone")
    : readers.partners > 1
      ? t("mark.willSee", { persons, partners })
      : t("mark.ownOnly");
  return (
    <div className="note" role="status">
      <p className="strong">{says}</p>
      {!readers.public && readers.partners > 1 && (
        <ul className="small second">
          {readers.rows.map((row) => (
            <li key={row.partner}>
              {partnerName(row.partner)}: {t("item.persons", { n: row.persons })} · {t.of(row.reason.text)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface Props {
  marking: Marking;
  onChange: (marking: Marking) => void;
  readers: Preview | null;
}
export function MarkingFields({ marking, onChange, readers }: Props) {
  const t = useWords();
  return (
    <>
      <fieldset className="field">
        <legend>{t("mark.title")}</legend>
        <div className="tlp-choice">
          {tlps.map((tlp) => (
            <label key={tlp ?? "none"} className={marking.tlp === tlp ? "on" : ""}>
              <input
                type="radio"
                name="tlp"
                checked={marking.tlp === tlp}
                onChange={() => onChange({ ...marking, tlp, groups: [], recipients: [] })}
              />
              <span className="tlp-cell">{tlp ? <TlpLabel of={tlp} /> : null}</span>
              <span>{t(tlp ? `mark.${tlp}` : "mark.none")}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Whom marking={marking} onChange={onChange} />
      {readers && <Readers readers={readers} />}
    </>
  );
}
