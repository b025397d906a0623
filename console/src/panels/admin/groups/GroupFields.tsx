/** What is asked of a group: name, purpose, how exact its members get places. */
import type { GroupWish } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { SelectField, TextField } from "../parts/fields";

const steps = [0, 50, 100, 250, 500, 1000, 2500, 5000];

export function GroupFields({ wish, set }: { wish: GroupWish; set: (wish: GroupWish) => void }) {
  const t = useWords();
  const metres = [...new Set([...steps, wish.precisionM])].sort((a, b) => a - b);
  return (
    <>
      <TextField label={t("group.name")} value={wish.name} required onChange={(name) => set({ ...wish, name })} />
      <TextField
        label={t("group.purpose")}
        hint={t("group.purposeHint")}
        value={wish.purpose}
        rows={3}
        most={2000}
        onChange={(purpose) => set({ ...wish, purpose })}
      />
      <SelectField
        label={t("group.precision")}
        hint={t("group.precisionHint")}
        value={String(wish.precisionM)}
        options={metres.map((n) => [String(n), n === 0 ? t("item.exact") : t("item.within", { n })] as const)}
        onChange={(n) => set({ ...wish, precisionM: Number(n) })}
      />
    </>
  );
}
