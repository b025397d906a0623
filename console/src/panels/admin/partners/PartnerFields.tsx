/** What is asked of a partner, when it is added and when it is changed. */
import type { PartnerWish } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { SelectField, TextField } from "../parts/fields";

const kinds = [
  "authority",
  "police",
  "international-organisation",
  "resilience-office",
  "supplier",
  "knowledge-institute",
  "venue",
  "residents-body",
] as const;
const regimes = ["gdpr", "wpg", "eudpr", "own"] as const;

export const newPartner: PartnerWish = {
  name: { nl: "", en: "" },
  short: "",
  kind: "authority",
  controller: "",
  regime: "gdpr",
};

export function PartnerFields<W extends PartnerWish>({ wish, set }: { wish: W; set: (wish: W) => void }) {
  const t = useWords();
  return (
    <>
      <div className="form-two">
        <TextField
          label={t("partner.nameNl")}
          value={wish.name.nl}
          required
          onChange={(nl) => set({ ...wish, name: { ...wish.name, nl } })}
        />
        <TextField
          label={t("partner.nameEn")}
          value={wish.name.en}
          required
          onChange={(en) => set({ ...wish, name: { ...wish.name, en } })}
        />
      </div>
      <TextField
        label={t("partner.short")}
        hint={t("partner.shortHint")}
        value={wish.short}
        required
        most={40}
        onChange={(short) => set({ ...wish, short })}
      />
      <div className="form-two">
        <SelectField
          label={t("partner.kind")}
          value={wish.kind}
          options={kinds.map((kind) => [kind, t.known("partnerKind", kind)] as const)}
          onChange={(kind) => set({ ...wish, kind })}
        />
        <SelectField
          label={t("partner.regime")}
          value={wish.regime}
          options={regimes.map((regime) => [regime, t.known("regimeLong", regime)] as const)}
          onChange={(regime) => set({ ...wish, regime })}
        />
      </div>
      <TextField
        label={t("partner.controller")}
        hint={t("partner.controllerHint")}
        value={wish.controller}
        required
        onChange={(controller) => set({ ...wish, controller })}
      />
    </>
  );
}
