/** The roles a person may have; each says what it opens, none widens what one sees. */
import { useWords } from "../../../lib/i18n";
import { ChecksField } from "../parts/fields";

export const roleNames = ["reader", "contributor", "decider", "administrator", "auditor"] as const;
export type RoleName = (typeof roleNames)[number];

export function RolesField({ chosen, onChange }: { chosen: readonly string[]; onChange: (roles: string[]) => void }) {
  const t = useWords();
  const known: readonly string[] = roleNames;
  const others = chosen.filter((role) => !known.includes(role));
  return (
    <ChecksField
      label={t("person.roles")}
      hint={t("person.rolesHint")}
      options={roleNames.map((role) => ({ value: role, word: t(`role.${role}`), about: t(`roleDoes.${role}`) }))}
      chosen={chosen.filter((role): role is RoleName => known.includes(role))}
      onChange={(roles) => onChange([...roles, ...others])}
    />
  );
}
