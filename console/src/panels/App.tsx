/** The whole console: who is there decides between sign-in and the desks. */
import { QueryClientProvider } from "@tanstack/react-query";
import { UNSAFE_PortalProvider as Layers } from "react-aria";
import { I18nProvider } from "react-aria-components";
import { ProblemError } from "../api/problem";
import { queryClient, useSession, useZone } from "../api/queries";
import { Speaking, useWords } from "../lib/i18n";
import { Frame } from "./frame/Frame";
import { Here } from "./here";
import Invitation, { invitationIn } from "./invitation/Invitation";
import { Boundary } from "./parts/Boundary";
import { Button } from "./parts/Button";
import { Loading, Problem } from "./parts/States";
import { SignIn } from "./signin/SignIn";

/** A new instance has an administrator before it has a zone. */
function NoZone({ onAgain }: { onAgain: () => void }) {
  const t = useWords();
  return (
    <main className="alone stack">
      <h1>{t("state.noZone")}</h1>
      <p>{t("state.noZoneDo")}</p>
      <div>
        <Button kind="primary" label={t("state.again")} onClick={onAgain} />
      </div>
    </main>
  );
}

function Gate() {
  const session = useSession();
  const zone = useZone(Boolean(session.data));
  const invitation = invitationIn(location.pathname);
  if (invitation !== null) return <Invitation secret={invitation} />;
  if (session.data && zone.error instanceof ProblemError && zone.error.status === 404)
    return <NoZone onAgain={() => void zone.refetch()} />;
  const broken = session.error ?? (session.data ? zone.error : null);
  if (broken)
    return (
      <main className="alone">
        <Problem error={broken} onAgain={() => void Promise.all([session.refetch(), zone.refetch()])} />
      </main>
    );
  if (session.data === null) return <SignIn />;
  if (!session.data || !zone.data)
    return (
      <main className="alone">
        <Loading rows={6} />
      </main>
    );
  return (
    <Here session={session.data} zone={zone.data}>
      <Frame />
    </Here>
  );
}

function Localised() {
  const { language } = useWords();
  return (
    <I18nProvider locale={language === "nl" ? "nl-NL" : "en-GB"}>
      <Layers getContainer={() => document.getElementById("layers")}>
        <Boundary>
          <Gate />
        </Boundary>
      </Layers>
    </I18nProvider>
  );
}

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Speaking>
        <Localised />
      </Speaking>
    </QueryClientProvider>
  );
}
