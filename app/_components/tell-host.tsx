"use client";

import { useEffect } from "react";

type Props = {
  session: string;
  /** The only page that is told; the browser sees to it. */
  origin: string | null;
  status: "ready" | "linked" | "denied";
  connectionId: string | null;
};

/** Tells the page that opened this one, in a window or a frame, what came of it. */
export function TellHost({ session, origin, status, connectionId }: Props) {
  useEffect(() => {
    const host = window.opener ?? (window.parent === window ? null : window.parent);
    if (host === null || origin === null) return;
    host.postMessage({ source: "patchbay", session, status, connectionId }, origin);
  }, [session, origin, status, connectionId]);
  return null;
}
