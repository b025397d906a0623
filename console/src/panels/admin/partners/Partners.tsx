/** Partners: who takes part; kept by the administrators of the partner that hosts the instance. */
import type { LucideIcon } from "lucide-react";
import { Building2, Globe, GraduationCap, Home, Landmark, LifeBuoy, Siren, Store } from "lucide-react";
import { usePartners } from "../../../api/queries";
import type { Partner } from "../../../api/types";
import { useWords } from "../../../lib/i18n";
import { useHere } from "../../here";
import { Badge, Row } from "../parts/Row";
import { Split } from "../parts/Split";
import { NewPartner } from "./NewPartner";
import { PartnerHistory, PartnerView } from "./PartnerView";

const icons: Record<string, LucideIcon> = {
  authority: Landmark,
  police: Siren,
  "international-organisation": Globe,
  "resilience-office": LifeBuoy,
  supplier: Store,
  "knowledge-institute": GraduationCap,
  venue: Building2,
  "residents-body": Home,
};

function PartnerRow({ partner }: { partner: Partner }) {
  const t = useWords();
  const { session } = useHere();
  const about = [t.known("partnerKind", partner.kind), t.known("regime", partner.regime)].join(" · ");
  return (
    <Row
      icon={icons[partner.kind] ?? Building2}
      title={t.of(partner.name)}
      about={about}
      end={
        partner.id === session.partner.id ? (
          <Badge says={t("admin.you")} />
        ) : (
          !partner.active && <Badge says={t("admin.inactive")} />
        )
      }
    />
  );
}

/** Whether this session keeps the partners: an administrator of the partner that joined first and hosts the instance. */
export function useIsHost(): boolean {
  const { session } = useHere();
  const first = usePartners().data?.[0];
  return session.canAdminister && first?.id === session.partner.id;
}

export default function Partners() {
  const t = useWords();
  const asked = usePartners();
  const isHost = useIsHost();
  return (
    <Split
      title={t("admin.partners")}
      asked={asked}
      row={(partner) => <PartnerRow partner={partner} />}
      aged={(partner) => !partner.active}
      name={(partner) => t.of(partner.name)}
      detail={(partner) => <PartnerView key={partner.id} partner={partner} isHost={isHost} />}
      aside={(partner) => <PartnerHistory partner={partner} />}
      asideTitle={t("admin.history")}
      empty={t("partner.none")}
      add={isHost ? { label: t("admin.add"), title: t("partner.new"), form: <NewPartner /> } : null}
    />
  );
}
