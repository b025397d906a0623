/** Top bar: zone, measure level, search, live state and clock, language, theme, who is here. */
import { Languages, Moon, Sun } from "lucide-react";
import { choose } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { usePreference } from "../../lib/preference";
import { useHere } from "../here";
import { Button, IconButton } from "../parts/Button";
import { LevelBars } from "./Level";
import { Live } from "./Live";
import { Search } from "./Search";
import { WhoMenu } from "./WhoMenu";

function ZoneName() {
  const t = useWords();
  const { zone } = useHere();
  return (
    <span className="zone">
      <span className="zone-name">{t.of(zone.name)}</span>
      {zone.demo && <span className="tag">{t("app.demo")}</span>}
      {zone.exercise && <span className="tag">{t("app.exercise")}</span>}
    </span>
  );
}

export function TopBar() {
  const t = useWords();
  const { theme, lang } = usePreference();
  const { zone } = useHere();
  const dark = theme === "dark";
  return (
    <header className="top">
      <span className="brand">igiz</span>
      <ZoneName />
      <LevelBars level={zone.level} />
      <Search />
      <Live />
      <div className="line choices">
        <Button
          kind="subtle"
          icon={Languages}
          label={t("menu.language")}
          lang={lang === "nl" ? "en" : "nl"}
          onClick={() => choose({ lang: lang === "nl" ? "en" : "nl" })}
        />
        <IconButton
          icon={dark ? Sun : Moon}
          label={dark ? t("menu.themeLight") : t("menu.themeDark")}
          onClick={() => choose({ theme: dark ? "light" : "dark" })}
        />
      </div>
      <WhoMenu />
    </header>
  );
}
