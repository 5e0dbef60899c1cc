import type { ReactNode } from "react";
import { AdminFrame } from "#components/admin-frame";

type Back = { href: string; label: string };

/** A page of the administration, in the frame that it has. */
export const room = (here: string, title: string, children: ReactNode, back?: Back) => (
  <AdminFrame here={here} title={title} {...(back === undefined ? {} : { back })}>
    {children}
  </AdminFrame>
);
