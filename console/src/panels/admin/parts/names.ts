/** Names for identifiers, as far as the reader may know them. */
import { useMemo } from "react";
import { useGroups, usePersons } from "../../../api/queries";
import { type Speech, useWords } from "../../../lib/i18n";
import { useHere } from "../../here";

/** A kind and the first figures of an id, for what has no name that the reader may know. */
export function shortId(id: string, t: Speech): string {
  const [noun, number] = id.split("--");
  return number ? `${t.known("noun", noun ?? "")} ${number.slice(0, 8)}` : t.known("noun", id);
}

export function useNames(): (id: string) => string {
  const t = useWords();
  const { partnerName, session } = useHere();
  const persons = usePersons().data;
  const groups = useGroups().data;
  return useMemo(() => {
    const known = new Map<string, string>([[session.person.id, session.person.name]]);
    for (const person of persons ?? []) known.set(person.id, person.name);
    for (const group of groups ?? []) known.set(group.id, group.name);
    return (id) => {
      const partner = partnerName(id);
      return known.get(id) ?? (partner === id ? shortId(id, t) : partner);
    };
  }, [persons, groups, partnerName, session, t]);
}
