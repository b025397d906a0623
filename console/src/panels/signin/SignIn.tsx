/** Sign-in: roles to try in the demo, a passkey, or login, password and code. */
import { Languages, Moon, Sun } from "lucide-react";
import { useEffect } from "react";
import "./signin.css";
import { useDemoRoles } from "../../api/queries";
import { choose } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { usePreference } from "../../lib/preference";
import { Button, IconButton } from "../parts/Button";
import { DemoRoles } from "./DemoRoles";
import { PasswordForm } from "./PasswordForm";

function Choices() {
  const t = useWords();
  const { lang, theme } = usePreference();
  const other = lang === "nl" ? "en" : "nl";
  const dark = theme === "dark";
  return (
    <div className="line">
      <Button
        kind="subtle"
        icon={Languages}
        label={t("menu.language")}
        lang={other}
        onClick={() => choose({ lang: other })}
      />
      <IconButton
        icon={dark ? Sun : Moon}
        label={dark ? t("menu.themeLight") : t("menu.themeDark")}
        onClick={() => choose({ theme: dark ? "light" : "dark" })}
      />
    </div>
  );
}

export function SignIn() {
  const t = useWords();
  const roles = useDemoRoles().data ?? [];
  useEffect(() => {
    document.title = `${t("signin.title")} · igiz`;
  }, [t]);
  return (
    <div className="signin">
      <header className="line">
        <span className="brand">igiz</span>
        {roles.length > 0 && <span className="tag">{t("app.demo")}</span>}
        <span className="grow" />
        <Choices />
      </header>
      <main className="signin-card stack">
        <h1>{t("signin.title")}</h1>
        {roles.length > 0 && <DemoRoles roles={roles} />}
        {roles.length > 0 && <h2>{t("signin.own")}</h2>}
        <PasswordForm />
      </main>
    </div>
  );
}
