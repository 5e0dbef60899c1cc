"use client";

import { useEffect } from "react";

/**
 * Whoever walks by keyboard keeps their place: when what had the focus goes away, by a link to another page, a
 * closed message or news from elsewhere, the focus goes to the content instead of to nowhere.
 */
export function KeepFocus() {
  useEffect(() => {
    let last: Element | null = null;
    const remember = ({ target }: FocusEvent) => {
      last = target instanceof Element ? target : null;
    };
    const catchIt = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      last = null;
      document.getElementById("main")?.focus({ preventScroll: true });
    });
    document.addEventListener("focusin", remember);
    catchIt.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", remember);
      catchIt.disconnect();
    };
  }, []);
  return null;
}
