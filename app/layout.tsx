import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { type ReactNode, Suspense } from "react";
import { KeepFocus } from "#components/keep-focus";
import { Underway } from "#components/underway";
import { themeCookie } from "#lib/cookies";
import { mono, sans, sansElsewhere } from "./fonts.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Patchbay", template: "%s · Patchbay" },
  description: "Your linked accounts: what was granted, until when, and whether it still works.",
  robots: { index: false },
  referrer: "same-origin",
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Without the cookie there is no class, and the style sheet follows the system.
  const theme = (await cookies()).get(themeCookie())?.value;
  const chosen = theme === "light" || theme === "dark" ? theme : "";
  return (
    <html lang="en" className={`${sans.variable} ${sansElsewhere.variable} ${mono.variable} ${chosen}`}>
      <body className="font-sans text-base antialiased">
        {children}
        <KeepFocus />
        <Suspense>
          <Underway />
        </Suspense>
      </body>
    </html>
  );
}
