/** Runs once per server process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { boot } = await import("#lib/boot");
  await boot();
  const { startSweeping } = await import("#lib/sweep/timer");
  startSweeping();
  const { startDelivering } = await import("#lib/webhooks/courier");
  startDelivering();
}
