/** The own account: where one is signed in, how one signs in, and what this device prefers. */
import "./account.css";
import { LogOut } from "lucide-react";
import { useSignOut } from "../../api/commands";
import { useWords } from "../../lib/i18n";
import { Scroll } from "../admin/parts/Scroll";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { Code } from "./Code";
import { Passkeys } from "./Passkeys";
import { Preferences } from "./Preferences";
import { Sessions } from "./Sessions";

function Who() {
  const t = useWords();
  const { session } = useHere();
  const { person, partner, roles } = session;
  return (
    <section className="stack-near" aria-labelledby="account-who">
      <h2 id="account-who">{person.name}</h2>
      <dl className="facts wide">
        <dt>{t("person.partner")}</dt>
        <dd>{t.of(partner.name)}</dd>
        <dt>{t("person.login")}</dt>
        <dd>{person.login}</dd>
        <dt>{t("person.roles")}</dt>
        <dd>{roles.map((role) => t.known("role", role)).join(", ")}</dd>
      </dl>
    </section>
  );
}

export default function AccountDesk() {
  const t = useWords();
  const signOut = useSignOut();
  return (
    <section className="pane account" aria-labelledby="account-title" data-pane="" tabIndex={-1}>
      <div className="pane-head">
        <h1 id="account-title">{t("account.title")}</h1>
      </div>
      <Scroll named="account-title" className="pane-body">
        <div className="account-body">
          <Who />
          <Sessions />
          <Passkeys />
          <Code />
          <Preferences />
        </div>
      </Scroll>
      <div className="pane-actions">
        <Button
          kind="primary"
          icon={LogOut}
          label={t("menu.signOut")}
          disabled={signOut.isPending}
          onClick={() => signOut.mutate()}
        />
      </div>
    </section>
  );
}
