/** Live or not, and how old the picture is; a lost connection is said aloud. */
import { useSyncExternalStore } from "react";
import { type LiveState, liveState, onLive } from "../../api/stream";
import { useWords } from "../../lib/i18n";
import { clock, clockSeconds, useNow } from "../../lib/time";
import { useHere } from "../here";

export const useLive = (): LiveState => useSyncExternalStore(onLive, liveState);

export function Live() {
  const t = useWords();
  const now = useNow();
  const { zone } = useHere();
  const { connection, lostAt, crowded } = useLive();
  const lost = lostAt === null ? "" : clock(lostAt, zone.timeZone);
  return (
    <span className={`live ${connection}`}>
      {connection === "offline" ? (
        <span className="offline-plate">{t(crowded ? "live.crowded" : "live.offline", { time: lost })}</span>
      ) : (
        <>
          <i aria-hidden="true" />
          <span>{t(connection === "live" ? "live.now" : "live.connecting")}</span>
          <time className="clock">{clockSeconds(now, zone.timeZone)}</time>
        </>
      )}
      <span className="unseen" role="alert">
        {connection === "offline" ? t(crowded ? "live.crowdedSentence" : "live.offlineSentence", { time: lost }) : ""}
      </span>
    </span>
  );
}
