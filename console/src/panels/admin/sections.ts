/** The sections of Admin. A new one is one line here and one folder beside this file. */
import {
  Building2,
  CalendarDays,
  ChartNoAxesColumnIncreasing,
  KeyRound,
  type LucideIcon,
  Scale,
  ScrollText,
  Share2,
  TableProperties,
  UsersRound,
} from "lucide-react";
import { type ComponentType, lazy } from "react";
import type { Session } from "../../api/types";
import type { Key } from "../../lib/words";

export interface Section {
  name: string;
  word: Key;
  icon: LucideIcon;
  opens: (session: Session) => boolean;
  panel: ComponentType;
}
const everyone = () => true;

export const sections: readonly Section[] = [
  {
    name: "partners",
    word: "admin.partners",
    icon: Building2,
    opens: everyone,
    panel: lazy(() => import("./partners/Partners")),
  },
  {
    name: "persons",
    word: "admin.persons",
    icon: UsersRound,
    opens: everyone,
    panel: lazy(() => import("./persons/Persons")),
  },
  { name: "groups", word: "admin.groups", icon: Share2, opens: everyone, panel: lazy(() => import("./groups/Groups")) },
  {
    name: "tokens",
    word: "admin.tokens",
    icon: KeyRound,
    opens: (session) => session.canAdminister,
    panel: lazy(() => import("./tokens/Tokens")),
  },
  {
    name: "level",
    word: "admin.level",
    icon: ChartNoAxesColumnIncreasing,
    opens: everyone,
    panel: lazy(() => import("./level/Levels")),
  },
  {
    name: "events",
    word: "admin.events",
    icon: CalendarDays,
    opens: everyone,
    panel: lazy(() => import("./events/Events")),
  },
  {
    name: "audit",
    word: "admin.audit",
    icon: ScrollText,
    opens: (session) => session.canAudit,
    panel: lazy(() => import("./audit/Audit")),
  },
  {
    name: "register",
    word: "admin.register",
    icon: TableProperties,
    opens: everyone,
    panel: lazy(() => import("./register/Register")),
  },
  {
    name: "grounds",
    word: "admin.grounds",
    icon: Scale,
    opens: everyone,
    panel: lazy(() => import("./grounds/Grounds")),
  },
];

/** The section that a view of the address asks for; behind a stroke stands what it is narrowed to. */
export const sectionOf = (view: string | null): { name: string; narrowed: string } => {
  const [name = "", narrowed = ""] = (view ?? "").split("/");
  return { name, narrowed };
};
