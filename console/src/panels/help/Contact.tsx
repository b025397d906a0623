/** Whom to ask: the administrators of the own partner, then the partner that hosts the instance. */
import { usePartners, usePersons } from "../../api/queries";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";

export function Contact() {
  const t = useWords();
  const { session } = useHere();
  const own = usePersons().data?.filter(
    (person) => person.partner === session.partner.id && person.active && person.roles.includes("administrator"),
  );
  const host = usePartners().data?.[0];
  return (
    <section className="stack-near" aria-labelledby="help-contact">
      <h2 id="help-contact">{t("help.contact")}</h2>
      <p>{t("help.ask")}</p>
      {own && own.length > 0 && (
        <ul>
          {own.map((person) => (
            <li key={person.id}>
              <b className="strong">{person.name}</b> <span className="quiet">{person.login}</span>
            </li>
          ))}
        </ul>
      )}
      {own?.length === 0 && <p className="quiet">{t("help.noAdministrator")}</p>}
      {host && <p className="second">{t("help.host", { partner: t.of(host.name) })}</p>}
      <p className="small second">{t("help.problemId")}</p>
    </section>
  );
}
