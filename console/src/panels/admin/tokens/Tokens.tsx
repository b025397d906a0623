/** Tokens: what other systems use to act for the own partner; kept by its administrators. */
import { KeyRound } from "lucide-react";
import { useTokens } from "../../../api/admin";
import type { Token } from "../../../api/admin-types";
import { useWords } from "../../../lib/i18n";
import { day } from "../../../lib/time";
import { useHere } from "../../here";
import { History } from "../parts/History";
import { Badge, Row } from "../parts/Row";
import { Split } from "../parts/Split";
import { NewToken } from "./NewToken";
import { TokenView } from "./TokenView";

function TokenRow({ token }: { token: Token }) {
  const t = useWords();
  const { zone } = useHere();
  const ended = Date.parse(token.expires) < Date.now();
  const scopes = token.scopes.map((scope) => t(`scope.${scope}`)).join(", ");
  return (
    <Row
      icon={KeyRound}
      title={token.name}
      about={`${scopes} · ${t("token.until", { time: day(token.expires, zone.timeZone) })}`}
      end={ended && <Badge says={t("token.ended")} />}
    />
  );
}

function TokenHistory({ token }: { token: Token }) {
  const t = useWords();
  return <History subject={token.id} entries={[{ at: token.created, text: t("token.made") }]} />;
}

export default function Tokens() {
  const t = useWords();
  return (
    <Split
      title={t("admin.tokens")}
      asked={useTokens()}
      row={(token) => <TokenRow token={token} />}
      aged={(token) => Date.parse(token.expires) < Date.now()}
      name={(token) => token.name}
      detail={(token) => <TokenView key={token.id} token={token} />}
      aside={(token) => <TokenHistory token={token} />}
      asideTitle={t("admin.history")}
      empty={t("token.none")}
      emptyHint={t("token.noneHint")}
      add={{ label: t("admin.add"), title: t("token.new"), form: <NewToken /> }}
    />
  );
}
