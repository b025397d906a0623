/** The page of a one-time link: choose a password, then one is signed in. */
import { Languages } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import "../signin/signin.css";
import { useAcceptInvitation, useInvitation } from "../../api/account";
import { ProblemError } from "../../api/problem";
import { choose } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { usePreference } from "../../lib/preference";
import { FormProblem } from "../admin/parts/FormProblem";
import { Button } from "../parts/Button";
import { Loading, Problem } from "../parts/States";

/** The secret of the link in the address, or nothing when the address is no invitation. */
export const invitationIn = (path: string): string | null => {
  const found = /^\/invitation\/([^/]+)$/.exec(path)?.[1];
  return found ? decodeURIComponent(found) : null;
};

function Choose({ secret, login }: { secret: string; login: string }) {
  const t = useWords();
  const accept = useAcceptInvitation(secret);
  const [shown, setShown] = useState(false);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    accept.mutate(String(new FormData(event.currentTarget).get("password") ?? ""));
  };
  return (
    <form className="stack" onSubmit={send}>
      <div className="field">
        <label htmlFor="login">{t("signin.login")}</label>
        <p className="hint" id="login-hint">
          {t("invitation.loginHint")}
        </p>
        <input
          id="login"
          className="utrecht-textbox"
          autoComplete="username"
          readOnly
          value={login}
          aria-describedby="login-hint"
        />
      </div>
      <div className="field">
        <label htmlFor="password">{t("invitation.password")}</label>
        <p className="hint" id="password-hint">
          {t("invitation.passwordHint")}
        </p>
        <input
          id="password"
          name="password"
          type={shown ? "text" : "password"}
          className="utrecht-textbox"
          autoComplete="new-password"
          aria-describedby="password-hint"
          maxLength={1000}
          required
        />
      </div>
      <label className="check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
        {t("invitation.show")}
      </label>
      {accept.error && <FormProblem error={accept.error} />}
      <div>
        <Button kind="primary" type="submit" label={t("invitation.enter")} disabled={accept.isPending} />
      </div>
    </form>
  );
}

function Body({ secret }: { secret: string }) {
  const t = useWords();
  const query = useInvitation(secret);
  const gone = query.error instanceof ProblemError && query.error.status === 404;
  if (query.isPending) return <Loading rows={4} />;
  if (gone)
    return (
      <div className="stack">
        <p className="strong">{t("invitation.gone")}</p>
        <p>{t("invitation.goneDo")}</p>
        <p>
          <a href="/">{t("invitation.toSignIn")}</a>
        </p>
      </div>
    );
  if (query.error) return <Problem error={query.error} onAgain={() => void query.refetch()} />;
  return (
    <div className="stack">
      <p className="second">{t("invitation.says", { partner: t.of(query.data.partner) })}</p>
      <Choose secret={secret} login={query.data.login} />
    </div>
  );
}

export default function Invitation({ secret }: { secret: string }) {
  const t = useWords();
  const { lang } = usePreference();
  const other = lang === "nl" ? "en" : "nl";
  useEffect(() => {
    document.title = `${t("invitation.title")} · igiz`;
  }, [t]);
  // the address stays the link until it is used, so language changes must not rewrite it
  const turn = () => {
    const { pathname } = location;
    choose({ lang: other });
    history.replaceState(null, "", pathname);
  };
  return (
    <div className="signin">
      <header className="line">
        <span className="brand">igiz</span>
        <span className="grow" />
        <Button kind="subtle" icon={Languages} label={t("menu.language")} lang={other} onClick={turn} />
      </header>
      <main className="signin-card stack">
        <h1>{t("invitation.title")}</h1>
        <Body secret={secret} />
      </main>
    </div>
  );
}
