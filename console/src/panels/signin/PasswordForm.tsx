/** Login and password, the code when the server asks for it, or a passkey. */
import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { usePasskeySignIn, useSignIn } from "../../api/commands";
import { passkeysWork } from "../../api/passkey";
import { ProblemError } from "../../api/problem";
import { useWords } from "../../lib/i18n";
import { Button } from "../parts/Button";
import { Problem } from "../parts/States";

function Refusal({ error }: { error: Error }) {
  const t = useWords();
  const slug = error instanceof ProblemError ? error.slug : "";
  if (slug === "second-factor-needed") return <p role="status">{t("signin.needCode")}</p>;
  if (slug !== "wrong-credentials") return <Problem error={error} />;
  return (
    <p className="refusal" role="alert">
      {t("signin.wrong")}
    </p>
  );
}

export function PasswordForm() {
  const t = useWords();
  const signIn = useSignIn();
  const passkey = usePasskeySignIn();
  const [askCode, setAskCode] = useState(false);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const code = text("code");
    signIn.mutate(
      { login: text("login"), password: String(form.get("password") ?? ""), ...(code ? { code } : {}) },
      {
        onError: (error) => {
          if (error instanceof ProblemError && error.slug === "second-factor-needed") setAskCode(true);
        },
      },
    );
  };
  return (
    <form className="stack" onSubmit={send}>
      <div className="field">
        <label htmlFor="login">{t("signin.login")}</label>
        <input id="login" name="login" className="utrecht-textbox" autoComplete="username webauthn" required />
      </div>
      <div className="field">
        <label htmlFor="password">{t("signin.password")}</label>
        <input
          id="password"
          name="password"
          type="password"
          className="utrecht-textbox"
          autoComplete="current-password"
          required
        />
      </div>
      {askCode && (
        <div className="field">
          <label htmlFor="code">{t("signin.code")}</label>
          <p className="hint" id="code-hint">
            {t("signin.codeHint")}
          </p>
          <input
            id="code"
            name="code"
            className="utrecht-textbox"
            inputMode="numeric"
            autoComplete="one-time-code"
            aria-describedby="code-hint"
            required
          />
        </div>
      )}
      {signIn.error && <Refusal error={signIn.error} />}
      <div className="line wrap">
        <Button kind="primary" label={t("signin.enter")} type="submit" disabled={signIn.isPending} />
        {passkeysWork() && (
          <Button
            icon={KeyRound}
            label={t("signin.passkey")}
            disabled={passkey.isPending}
            onClick={() => passkey.mutate()}
          />
        )}
      </div>
      {passkey.error && (
        <p className="refusal" role="alert">
          {t("signin.passkeyFailed")}
        </p>
      )}
    </form>
  );
}
