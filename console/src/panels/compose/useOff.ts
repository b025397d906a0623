/** Why it cannot be sent now, in words that stand beside the button. */
import type { usePreview } from "../../api/exchange";
import { OfflineError } from "../../api/problem";
import { useWords } from "../../lib/i18n";

interface State {
  preview: ReturnType<typeof usePreview>;
  sending: boolean;
  uploading: boolean;
  clashing: boolean;
}

export function useOff({ preview, sending, uploading, clashing }: State): string | null {
  const t = useWords();
  if (sending) return t("compose.off.sending");
  if (clashing) return t("compose.off.clash");
  if (uploading) return t("compose.off.files");
  if (preview.error) {
    const why = preview.error instanceof OfflineError ? t("compose.off.noConnection") : preview.error.message;
    return t("compose.off.unknown", { why });
  }
  if (!preview.current) return t("compose.off.counting");
  if ((preview.data?.refused.length ?? 0) > 0) return t("compose.off.ground");
  return null;
}
