"use client";

import { useEffect, useState } from "react";

/** A value to take along. One click selects it without JavaScript; with it, "Copy" copies. */
export function Code({ children, label }: { children: string; label: string }) {
  const [state, setState] = useState<"none" | "ready" | "copied">("none");
  useEffect(() => setState(navigator.clipboard ? "ready" : "none"), []);

  async function copy() {
    await navigator.clipboard.writeText(children);
    setState("copied");
    setTimeout(setState, 2_000, "ready");
  }

  return (
    <span className="inline-flex max-w-full items-baseline gap-2">
      <code className="min-w-0 font-mono text-xs leading-5 select-all [overflow-wrap:anywhere]">
        {children}
      </code>
      <button
        type="button"
        onClick={copy}
        hidden={state === "none"}
        aria-label={`Copy ${label}`}
        className="-my-3 min-h-11 shrink-0 cursor-pointer rounded-sm px-2.5 text-xs text-accent hover:bg-sunken sm:-my-0.5 sm:min-h-6 sm:px-1.5"
      >
        {state === "copied" ? "Copied" : "Copy"}
      </button>
    </span>
  );
}
