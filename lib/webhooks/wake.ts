import "#lib/server-only";

/** How what was just committed reaches whoever delivers in this process; apart, so that neither imports the other. */

// On globalThis because Next bundles its own copy of this module.
const holder = globalThis as typeof globalThis & { patchbayWake?: (() => void) | undefined };

/** Something can be delivered now. Where nobody delivers (the command line) the servers' next sweep finds it. */
export const wake = (): void => holder.patchbayWake?.();

export function onWake(deliver: (() => void) | undefined): void {
  holder.patchbayWake = deliver;
}
