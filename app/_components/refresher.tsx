"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Looks again every so often, for a page that shows how something goes on; nobody sees, nobody looks. */
export function Refresher({ everyMs }: { everyMs: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => document.hidden || router.refresh(), everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
  return null;
}
