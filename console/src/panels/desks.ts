/** The desks of the rail. A new desk is one line here and one folder beside this file. */
import { CircleHelp, CircleUser, FileText, type LucideIcon, Map as MapIcon, Settings } from "lucide-react";
import { type ComponentType, lazy } from "react";
import type { Session } from "../api/types";
import type { Key } from "../lib/words";

export interface Desk {
  name: string;
  word: Key;
  icon: LucideIcon;
  /** Whether this session's roles open it. */
  opens: (session: Session) => boolean;
  /** At the lower end of the rail. */
  apart?: boolean;
  /** Not on the rail: reached from the menu of the person. */
  hidden?: boolean;
  panel: ComponentType;
}
const named = (name: Session["desks"][number]) => (session: Session) => session.desks.includes(name);

export const desks: readonly Desk[] = [
  {
    name: "picture",
    word: "desk.picture",
    icon: MapIcon,
    opens: named("picture"),
    panel: lazy(() => import("./picture/PictureDesk")),
  },
  {
    name: "reports",
    word: "desk.reports",
    icon: FileText,
    opens: named("reports"),
    panel: lazy(() => import("./reports/ReportsDesk")),
  },
  {
    name: "admin",
    word: "desk.admin",
    icon: Settings,
    opens: named("admin"),
    apart: true,
    panel: lazy(() => import("./admin/AdminDesk")),
  },
  {
    name: "help",
    word: "desk.help",
    icon: CircleHelp,
    opens: () => true,
    apart: true,
    panel: lazy(() => import("./help/HelpDesk")),
  },
  {
    name: "account",
    word: "account.title",
    icon: CircleUser,
    opens: () => true,
    hidden: true,
    panel: lazy(() => import("./account/AccountDesk")),
  },
];

/** The desk to show: the one asked for if the roles open it, else the first that they open. */
export function deskFor(name: string, session: Session): Desk {
  const open = desks.filter((desk) => desk.opens(session));
  const found = open.find((desk) => desk.name === name) ?? open[0];
  if (!found) throw new Error("no desk is open to this session");
  return found;
}
