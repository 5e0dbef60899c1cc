"use client";

import { useEffect, useState } from "react";
import { Button } from "#components/button";

/** Shown where there is a script to print with; every browser prints from its own menu, too. */
export function Print({ children }: { children: string }) {
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    <Button
      type="button"
      look="quiet"
      className={ready ? "print:hidden" : "invisible print:hidden"}
      onClick={() => print()}
    >
      {children}
    </Button>
  );
}
