"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";

/** Several changes at once are one look. */
const PAUSE_MS = 250;
/** The first moments belong to the page itself; nothing is missed, since the line says since when. */
const BEFORE_FOLLOWING_MS = 2_000;

/**
 * Keeps the page as it is now: looks again when something has changed, says what to those who listen, and
 * leaves the focus where it is. A page that nobody sees lets go of the line and catches up when it is seen.
 */
export function Live({ since }: { since: number }) {
  const router = useRouter();
  const [said, say] = useState("");
  const last = useRef(String(since));

  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settled = setTimeout(() => {
      follow();
      document.addEventListener("visibilitychange", follow);
    }, BEFORE_FOLLOWING_MS);

    const changed = (event: MessageEvent<string>) => {
      last.current = event.lastEventId;
      const { sentence } = JSON.parse(event.data) as { sentence: string };
      say(sentence);
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), PAUSE_MS);
    };
    const hangUp = () => {
      source?.close();
      source = null;
    };
    const follow = () => {
      if (document.hidden) return hangUp();
      if (source !== null) return;
      source = new EventSource(`/api/live?since=${last.current}`);
      source.addEventListener("change", changed);
    };

    return () => {
      clearTimeout(settled);
      document.removeEventListener("visibilitychange", follow);
      clearTimeout(timer);
      hangUp();
    };
  }, [router]);

  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
