/** Files under way: how far each is, why one was refused; what is checked goes into the form. */
import { useEffect, useRef, useState } from "react";
import { type Sending, sendFile } from "../../api/exchange";
import { ProblemError } from "../../api/problem";
import type { Attachment } from "../../api/types";
import { useWords } from "../../lib/i18n";

export interface Upload {
  id: number;
  name: string;
  /** 0 to 1. */
  part: number;
  error: string | null;
}
export interface Uploads {
  all: readonly Upload[];
  busy: boolean;
  add: (files: File[]) => void;
  drop: (id: number) => void;
}
let last = 0;

export function useUploads(onDone: (file: Attachment) => void): Uploads {
  const t = useWords();
  const [all, setAll] = useState<readonly Upload[]>([]);
  const sending = useRef(new Map<number, Sending>());
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    const open = sending.current;
    return () => {
      for (const one of open.values()) one.cancel();
    };
  }, []);

  const set = (id: number, part: Partial<Upload>) =>
    setAll((old) => old.map((each) => (each.id === id ? { ...each, ...part } : each)));
  const drop = (id: number) => {
    sending.current.get(id)?.cancel();
    sending.current.delete(id);
    setAll((old) => old.filter((each) => each.id !== id));
  };
  const why = (error: unknown) =>
    error instanceof ProblemError ? error.errors[0]?.what || error.message : t("state.offline");
  const start = (file: File) => {
    const id = ++last;
    setAll((old) => [...old, { id, name: file.name, part: 0, error: null }]);
    const one = sendFile(file, (part) => set(id, { part }));
    sending.current.set(id, one);
    one.done.then(
      (kept) => {
        drop(id);
        done.current(kept);
      },
      (error: unknown) => {
        if (!(error instanceof DOMException)) set(id, { error: why(error) });
      },
    );
  };
  return {
    all,
    busy: all.some((each) => each.error === null),
    add: (files) => files.forEach(start),
    drop,
  };
}
