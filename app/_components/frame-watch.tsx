"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 2_000;

/** In a frame, linking goes on in a window of its own: looks now and then what came of it. */
export function FrameWatch({ session, known }: { session: string; known: string }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(async () => {
      const answer = await fetch(`/connect-session/${session}/outcome`).catch(() => null);
      const outcome = answer?.ok ? await answer.json() : null;
      if (outcome !== null && `${outcome.status} ${outcome.connectionId}` !== known) router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [session, known, router]);
  return null;
}
