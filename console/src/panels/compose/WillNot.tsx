/** Who will not see it, and why. */
import { EyeOff } from "lucide-react";
import { useGroups } from "../../api/queries";
import type { Preview } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { useHere } from "../here";
import { Icon } from "../parts/Icon";
import { useComposing } from "./composing";
import { type Away, awayOf } from "./summary";

const most = 2;

function useWhyNot() {
  const t = useWords();
  const { form } = useComposing();
  const groups = useGroups().data ?? [];
  return ({ reason }: Away): string => {
    if (reason.code === "never-public" && form.tlp) return t("preview.neverPublic", { tlp: `TLP:${form.tlp}` });
    const chosen = groups.filter((group) => form.groups.includes(group.id)).map((group) => group.name);
    if (reason.code === "not-in-groups" && chosen.length > 0) {
      const names = new Intl.ListFormat(t.language, { type: "disjunction" }).format(chosen);
      return t("preview.notIn", { names });
    }
    return t.of(reason.text);
  };
}

function Row({ away, alone }: { away: Away; alone: boolean }) {
  const t = useWords();
  const { partnerName } = useHere();
  const why = useWhyNot()(away);
  const names = away.partners?.map(partnerName) ?? [t("preview.public")];
  const many = names.length > most;
  const title = many ? t(alone ? "item.partners" : "preview.others", { n: names.length }) : names.join(", ");
  return (
    <li>
      <Icon of={EyeOff} />
      <span>
        <b className="strong">{title}</b>
        <span className="quiet"> · {why}</span>
        {many && <span className="marking-note">{names.join(", ")}</span>}
      </span>
    </li>
  );
}

export function WillNot({ preview }: { preview: Preview }) {
  const t = useWords();
  const away = awayOf(preview);
  if (away.length === 0) return null;
  return (
    <div className="stack-near">
      <h3>{t("preview.willNot")}</h3>
      <ul className="will-not">
        {away.map((each) => (
          <Row
            key={`${each.reason.code} ${each.partners?.join() ?? ""}`}
            away={each}
            alone={preview.rows.length === 0}
          />
        ))}
      </ul>
    </div>
  );
}
