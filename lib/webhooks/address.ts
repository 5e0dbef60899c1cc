import "#lib/server-only";
import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { env } from "#lib/env";
import { Failure } from "#lib/errors";

/**
 * Where webhooks may go: https on the public internet. Administrators type the address, so nothing inside
 * the operator's network can be reached by it unless the operator says so. Checked when it is saved, and
 * again for every address that its name resolves to when it is connected to, so that a name which points
 * elsewhere by then is refused too.
 */

/** "local": this machine only, which is where everything is while vendors are emulated. */
export type Reach = "public" | "local" | "private";

function reach(): Reach {
  const { WEBHOOKS_ALLOW_PRIVATE, EMULATOR_URL } = env();
  if (WEBHOOKS_ALLOW_PRIVATE === "yes") return "private";
  return EMULATOR_URL === undefined ? "public" : "local";
}

const LONGEST_URL = 2_000;

/** The address as it is kept; throws `webhook_address` when webhooks may not go there. */
export async function checkedUrl(text: string, allowed = reach()): Promise<string> {
  const url = parsed(text, allowed);
  const host = hostOf(url);
  // A name that resolves to nothing yet may do so later; what it then resolves to is checked then.
  const found = isIP(host) > 0 ? [host] : await resolved(host);
  if (!found.every((address) => mayReach(address, allowed))) throw refused("address");
  return url.href;
}

/** What can be said of an address without asking anybody. */
export function parsed(text: string, allowed = reach()): URL {
  const url = URL.canParse(text) && text.length <= LONGEST_URL ? new URL(text) : null;
  if (url === null) throw refused("unreadable");
  if (url.username !== "" || url.password !== "") throw refused("credentials");
  const host = hostOf(url);
  const local = isLocalName(host) || (isIP(host) > 0 && isLoopback(host));
  if (
    url.protocol !== "https:" &&
    !(url.protocol === "http:" && (allowed === "private" || (allowed === "local" && local)))
  )
    throw refused("protocol");
  if (isIP(host) > 0 && !mayReach(host, allowed)) throw refused("address");
  if (
    isIP(host) === 0 &&
    isInsideName(host) &&
    !(allowed === "private" || (allowed === "local" && isLocalName(host)))
  )
    throw refused("name");
  return url;
}

const refused = (why: string) => new Failure("webhook_address", why);

/** Without the brackets of IPv6 and the dot of a full name. The URL parser has written 0x7f.1 and 2130706433 as 127.0.0.1. */
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");

const isLocalName = (host: string) => /(^|\.)localhost$/i.test(host);

/** Names that mean something inside a network only (RFC 6761, RFC 6762, RFC 8375 and what clouds use). */
const isInsideName = (host: string) =>
  !host.includes(".") ||
  /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|localdomain|corp)$/i.test(host);

/** Whether an IP address, in any spelling, may be connected to. */
export function mayReach(text: string, allowed: Reach): boolean {
  const address = plain(text);
  if (address === null) return false;
  const range = address.range();
  if (range === "unicast") return address.kind() === "ipv4" || isGlobal(address as ipaddr.IPv6);
  if (range === "loopback") return allowed !== "public";
  // Link-local stays out whoever asks: clouds answer there with credentials.
  return allowed === "private" && ["private", "uniqueLocal", "carrierGradeNat"].includes(range);
}

const isLoopback = (text: string) => plain(text)?.range() === "loopback";

/** An IPv4 address in IPv6 clothes is judged as the IPv4 address. */
function plain(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (!ipaddr.isValid(text) || text.includes("%")) return null;
  return ipaddr.process(text);
}

/** 2000::/3 is all that is given out (RFC 4291 §2.4); the rest embeds IPv4 addresses or nobody knows what. */
const isGlobal = (address: ipaddr.IPv6) => address.match(ipaddr.IPv6.parse("2000::"), 3);

const resolved = (host: string) =>
  new Promise<string[]>((resolve) =>
    lookup(host, { all: true }, (error, found) => resolve(error ? [] : found.map(({ address }) => address))),
  );

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;
type Ask = typeof lookup;

/** A `lookup` for sockets that answers only when every address of the name may be connected to. */
export function guardedLookup(ask: Ask = lookup, allowed: () => Reach = reach) {
  return (host: string, options: LookupOptions, answer: Answer): void => {
    ask(host, { ...options, all: true }, (error, found) => {
      if (error) return answer(error, []);
      if (found.length === 0 || !found.every(({ address }) => mayReach(address, allowed())))
        return answer(new RefusedAddress(), []);
      const [first] = found;
      if (options.all === true || first === undefined) return answer(null, found);
      answer(null, first.address, first.family);
    });
  };
}

class RefusedAddress extends Error {
  readonly code = "ADDRESS_REFUSED";
}
