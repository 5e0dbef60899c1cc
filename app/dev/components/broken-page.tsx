"use client";

import ErrorPage from "../../error.tsx";

export function BrokenPage() {
  return <ErrorPage error={Object.assign(new Error("shown"), { digest: "3141592653" })} reset={() => {}} />;
}
