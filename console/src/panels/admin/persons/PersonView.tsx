/** One person: name, login and roles; an administrator of the own partner changes, invites again, stops or removes. */
import { useState } from "react";
import { invitePerson, useCommand } from "../../../api/admin";
import type { Person } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { useHere } from "../../here";
import { FormProblem } from "../parts/FormProblem";
import { Invited } from "../parts/Invited";
import { View } from "../parts/View";
import { EditPerson } from "./EditPerson";
import { PersonActions } from "./PersonActions";

function Facts({ person }: { person: Person }) {
  const t = useWords();
  const { session, partnerName } = useHere();
  const own = person.partner === session.partner.id;
  return (
    <dl className="facts wide">
      <dt>{t("person.partner")}</dt>
      <dd>{partnerName(person.partner)}</dd>
      {own && !person.service && (
        <>
          <dt>{t("person.login")}</dt>
          <dd>{person.login}</dd>
        </>
      )}
      {own && (
        <>
          <dt>{t("person.roles")}</dt>
          <dd>
            {person.roles.map((role) => (
              <div key={role}>
                {t.known("role", role)} <span className="quiet small">· {t.known("roleDoes", role)}</span>
              </div>
            ))}
            {person.roles.length === 0 && <span className="quiet">{t("person.noRoles")}</span>}
          </dd>
        </>
      )}
    </dl>
  );
}

export function PersonView({ person }: { person: Person }) {
  const t = useWords();
  const { session } = useHere();
  const invite = useCommand(invitePerson, "persons");
  const [editing, setEditing] = useState(false);
  const own = person.partner === session.partner.id;
  const mayChange = session.canAdminister && own && !person.service;
  if (editing) return <EditPerson person={person} onDone={() => setEditing(false)} />;
  return (
    <View
      actions={
        mayChange && (
          <PersonActions
            person={person}
            onEdit={() => setEditing(true)}
            onInvite={() => invite.mutate(person.id)}
            inviting={invite.isPending}
          />
        )
      }
    >
      {!person.active && <p className="strong">{t("person.inactive")}</p>}
      {invite.data && <Invited name={person.name} invitation={invite.data} onDone={() => invite.reset()} />}
      {invite.error && <FormProblem error={invite.error} />}
      <Facts person={person} />
      {person.service && <p className="small second">{t("person.serviceNote")}</p>}
      {!own && <p className="small quiet">{t("person.shownNote")}</p>}
      {own && !session.canAdminister && <p className="small quiet">{t("person.who")}</p>}
    </View>
  );
}
