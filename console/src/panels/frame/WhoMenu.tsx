/** Who is here: role and organisation, and what belongs to the person. */
import { Users } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover, Button as PressButton } from "react-aria-components";
import { useSignOut } from "../../api/commands";
import { choose, go } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { prefer, usePreference } from "../../lib/preference";
import { useHere } from "../here";
import { Icon } from "../parts/Icon";

export function WhoMenu() {
  const t = useWords();
  const { session } = useHere();
  const { density, theme, lang } = usePreference();
  const signOut = useSignOut();
  const partner = t.of(session.partner.name);
  const roomy = density === "comfortable";
  const dark = theme === "dark";
  return (
    <MenuTrigger>
      <PressButton className="who" aria-label={t("menu.person", { name: session.person.name, partner })}>
        <Icon of={Users} />
        <span className="who-name">
          <b className="strong">{session.person.name}</b> <span className="quiet">{partner}</span>
        </span>
      </PressButton>
      <Popover className="pop" placement="bottom end">
        <Menu className="menu" aria-label={t("menu.open")}>
          <MenuItem className="menu-item" onAction={() => go({ desk: "account", view: null })}>
            {t("account.title")}
          </MenuItem>
          <MenuItem className="menu-item" onAction={() => prefer({ density: roomy ? "close" : "comfortable" })}>
            {roomy ? t("menu.close") : t("menu.roomy")}
          </MenuItem>
          <MenuItem className="menu-item narrow-only" onAction={() => choose({ lang: lang === "nl" ? "en" : "nl" })}>
            {t("menu.language")}
          </MenuItem>
          <MenuItem className="menu-item narrow-only" onAction={() => choose({ theme: dark ? "light" : "dark" })}>
            {dark ? t("menu.themeLight") : t("menu.themeDark")}
          </MenuItem>
          <MenuItem className="menu-item" onAction={() => signOut.mutate()}>
            {t("menu.signOut")}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
