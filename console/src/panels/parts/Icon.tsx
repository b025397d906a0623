/** Lucide icons at the sizes of the console; always beside a word, so hidden from readers of the screen. */
import type { LucideIcon } from "lucide-react";

export function Icon({ of: Drawn, size = 16, stroke = 2 }: { of: LucideIcon; size?: number; stroke?: number }) {
  return (
    <Drawn className="icon" width={size} height={size} strokeWidth={stroke} aria-hidden="true" focusable="false" />
  );
}
