import Link from "next/link";
import type { ComponentProps } from "react";
import { buttonLook, type Look } from "./button-look.ts";

type Props = ComponentProps<typeof Link> & { look?: Look };

/** A link that leads to an action. Not fetched ahead: most people take one of many. */
export function LinkButton({ look, className, ...rest }: Props) {
  return <Link prefetch={false} className={buttonLook(look, className)} {...rest} />;
}
