import { notFound } from "next/navigation";
import { now } from "#lib/clock";
import { anything } from "#lib/connections/find";
import { isProduction } from "#lib/mode";
import type { ScreenName } from "../screen-names.ts";
import { screens } from "../screens.tsx";

export const metadata = { title: "A page in a certain state" };

export default async function ScreenPage({ params, searchParams }: PageProps<"/dev/components/[screen]">) {
  const { screen } = await params;
  const { q, page } = await searchParams;
  if (isProduction() || !Object.hasOwn(screens, screen)) notFound();
  return screens[screen as ScreenName]({
    now: now(),
    wish: { ...anything, text: typeof q === "string" ? q : "" },
    page: Number(page) || 1,
  });
}
