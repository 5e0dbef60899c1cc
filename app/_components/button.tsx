import type { ComponentProps } from "react";
import { buttonLook, type Look } from "./button-look.ts";

type Props = ComponentProps<"button"> & { look?: Look };

export function Button({ look, className, type = "submit", ...rest }: Props) {
  return <button type={type} className={buttonLook(look, className)} {...rest} />;
}
