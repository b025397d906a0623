/** Icon and word of what an item is. */
import { FileText, type LucideIcon, Shapes } from "lucide-react";
import type { Speech } from "../../lib/i18n";
import { Icon } from "./Icon";

const icons: Record<string, LucideIcon> = { report: FileText };

export function KindIcon({ type }: { type: string }) {
  return <Icon of={icons[type] ?? Shapes} />;
}
export const typeWord = (type: string, t: Speech): string => (type === "report" ? t("type.report") : t("type.other"));
export const kindWord = (kind: string | null, t: Speech): string => (kind === null ? "" : t.known("kind", kind));

/** Kinds of report, as the server lists them. */
export const reportKinds = [
  "incident",
  "threat",
  "unusual-behaviour",
  "disturbance",
  "traffic",
  "crowd",
  "logistics",
  "information",
  "other",
] as const;
