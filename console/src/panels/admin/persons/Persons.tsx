/** Persons: the own partner's people by role name, and those that other partners show. */
import { Bot, UserRound } from "lucide-react";
import { useMemo } from "react";
import { usePersons } from "../../../api/queries";
import type { Person } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { useHere } from "../../here";
import { History } from "../parts/History";
import { Badge, Row } from "../parts/Row";
import { Split } from "../parts/Split";
import { NewPerson } from "./NewPerson";
import { PersonView } from "./PersonView";

function PersonRow({ person }: { person: Person }) {
  const t = useWords();
  const { session, partnerName } = useHere();
  const own = person.partner === session.partner.id;
  const roles = person.service ? t("person.service") : person.roles.map((role) => t.known("role", role)).join(", ");
  return (
    <Row
      icon={person.service ? Bot : UserRound}
      title={person.name}
      about={own ? [person.login, roles].filter(Boolean).join(" · ") : partnerName(person.partner)}
      end={
        person.id === session.person.id ? (
          <Badge says={t("admin.you")} />
        ) : (
          !person.active && <Badge says={t("admin.inactive")} />
        )
      }
    />
  );
}

export default function Persons() {
  const t = useWords();
  const { session } = useHere();
  const asked = usePersons();
  const own = session.partner.id;
  const rows = useMemo(
    () => asked.data?.toSorted((a, b) => Number(b.partner === own) - Number(a.partner === own)),
    [asked.data, own],
  );
  return (
    <Split
      title={t("admin.persons")}
      asked={{ ...asked, data: rows }}
      row={(person) => <PersonRow person={person} />}
      aged={(person) => !person.active}
      name={(person) => person.name}
      detail={(person) => <PersonView key={person.id} person={person} />}
      aside={(person) => <History subject={person.id} />}
      asideTitle={t("admin.history")}
      empty={t("person.none")}
      add={session.canAdminister ? { label: t("admin.add"), title: t("person.new"), form: <NewPerson /> } : null}
    />
  );
}
