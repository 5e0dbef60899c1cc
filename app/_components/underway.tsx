"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";

/** Quicker than this, the next page itself is the answer. */
const PATIENCE_MS = 150;

/**
 * A thin line at the top while the next page is on its way. Not a skeleton in its place: that would come with
 * a page that has to be put together by a script, and nothing would ever replace it before scripts arrive.
 */
export function Underway() {
  const here = `${usePathname()}?${useSearchParams()}`;
  const [leaving, setLeaving] = useState<string | null>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link === null || !leadsElsewhere(link) || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      clearTimeout(timer);
      timer = setTimeout(setLeaving, PATIENCE_MS, here);
    };
    document.addEventListener("click", begin, { capture: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener("click", begin, { capture: true });
    };
  }, [here]);

  return leaving === here ? (
    <div aria-hidden="true" className="fixed inset-x-0 top-0 z-40 h-0.5 animate-pulse bg-accent" />
  ) : null;
}

/** To another page of ours, in this window. */
const leadsElsewhere = (link: HTMLAnchorElement) =>
  link.origin === location.origin &&
  !link.hasAttribute("target") &&
  !link.hasAttribute("download") &&
  `${link.pathname}${link.search}` !== `${location.pathname}${location.search}`;
