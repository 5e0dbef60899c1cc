import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { isTheme } from "#components/appearance";
import { Shell } from "#components/shell";
import { currentPerson } from "#lib/auth";
import { themeCookie } from "#lib/cookies";
import { csrfToken } from "#lib/sign-in-page";

type Props = { here: string; width?: "page" | "wide"; children: ReactNode };

/** The frame with what it has to know of this request. */
export async function SignedIn({ here, width = "page", children }: Props) {
  const theme = (await cookies()).get(themeCookie())?.value;
  return (
    <Shell
      here={here}
      width={width}
      theme={isTheme(theme) ? theme : "system"}
      csrf={await csrfToken()}
      admin={(await currentPerson())?.role === "admin"}
    >
      {children}
    </Shell>
  );
}
