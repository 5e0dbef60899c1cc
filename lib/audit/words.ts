import { findProvider } from "#lib/providers/index";
import { type AuditAction, actions } from "./actions.ts";

/** An entry of the log as a sentence. Pure. */

export type Told = {
  action: string;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  targetKind: string;
  targetId: string | null;
  targetName: string | null;
  data: Record<string, unknown>;
};

export function sentence(entry: Told): string {
  const who = doer(entry);
  const template = isAction(entry.action) ? templates[entry.action] : undefined;
  if (template !== undefined)
    return `${upperFirst(template({ ...entry, who, it: it(entry), thing: thing(entry) }))}.`;
  const words = isAction(entry.action) ? actions[entry.action] : entry.action;
  return `${who}: ${lowerFirst(words)}${entry.targetName === null ? "" : ` (${name(entry.targetName)})`}.`;
}

/** Names may run the other way; each keeps its direction to itself (UAX #9, isolates). */
const name = (text: string) => `\u2068${text}\u2069`;

function doer({ actorKind, actorId, actorName }: Told): string {
  const known = actorName === null ? null : name(actorName);
  switch (actorKind) {
    case "person":
      return known ?? (actorId === null ? "Somebody who was not signed in" : "Somebody");
    case "customer":
      return known === null ? "A customer" : `The customer ${known}`;
    case "key":
      return known === null ? "An API key" : `The API key ${known}`;
    case "operator":
      return known === null ? "The operator" : `The operator (${known})`;
    default:
      return "Patchbay";
  }
}

/** What it was done to, in words. */
function it(entry: Told): string {
  const vendor = vendorName(entry.data);
  return vendor === null || entry.targetKind !== "connection" ? thing(entry) : `${thing(entry)} at ${vendor}`;
}

const thing = ({ targetKind, targetName }: Told) =>
  targetName === null ? (things[targetKind] ?? "something") : name(targetName);

const things: Record<string, string> = {
  connection: "an account",
  user: "somebody",
  api_key: "an API key",
  link_attempt: "an attempt to link",
  webhook: "without a name",
  vendor: "a vendor",
};

const vendorName = ({ provider }: Record<string, unknown>): string | null =>
  typeof provider === "string" ? (findProvider(provider)?.name ?? provider) : null;

const vendor = ({ data }: Told) => vendorName(data) ?? "a vendor";

const fact = ({ data }: Told, key: string, otherwise: string) =>
  ["string", "number"].includes(typeof data[key]) ? String(data[key]) : otherwise;

type About = Told & { who: string; it: string; thing: string };

const isThemself = ({ actorId, targetId }: Told) => actorId !== null && actorId === targetId;

const templates: Partial<Record<AuditAction, (about: About) => string>> = {
  "connection.linked": ({ who, it }) => `${who} linked ${it}`,
  "connection.relinked": ({ who, it }) => `${who} reconnected ${it}`,
  "connection.renewed": ({ who, it }) => `${who} renewed the token of ${it}`,
  "connection.renewal_failed": ({ who, it }) => `${who} could not renew the token of ${it}`,
  "connection.refused": (about) => `${vendor(about)} no longer accepts ${about.thing}`,
  "connection.tested": ({ who, it }) => `${who} tested ${it}, and it works`,
  "connection.test_failed": ({ who, it }) => `${who} tested ${it}, and it did not work`,
  "connection.disconnected": ({ who, it }) => `${who} disconnected ${it}`,
  "connection.revocation": (about) => `${vendor(about)} was told that ${about.thing} is disconnected`,
  "connection.late_revocation": (about) =>
    `${vendor(about)} was told to drop a token of ${about.thing} that came too late`,
  "connection.expiring": ({ it }) => `The token of ${it} ends soon and cannot renew itself`,
  "connection.ended": ({ it }) => `The token of ${it} ended`,
  "connection.removed": (about) => `${about.thing} was removed at ${vendor(about)}`,
  "connection.renamed": ({ who, it }) => `${who} renamed a connection, which is now ${it}`,
  "installation.announced": (about) =>
    `${vendor(about)} announced an installation that nobody has linked yet (${about.thing})`,
  "installation.removed": (about) =>
    `${vendor(about)} announced that an installation nobody had linked was removed (${about.thing})`,
  "link.begun": (about) => `${about.who} left for ${vendor(about)} to link an account`,
  "link.cancelled": ({ who }) => `${who} gave up an attempt to link an account`,
  "link.resumed": ({ who }) => `${who} took up an attempt to link again`,
  "link.failed": (about) =>
    `An attempt to link an account at ${vendor(about)} came to nothing (${fact(about, "code", "no reason")})`,
  "token.read": ({ who, it }) => `${who} read the token of ${it}`,
  "token.proxied": ({ who, it }) => `${who} called the vendor with the token of ${it}`,
  "user.created": (about) =>
    isThemself(about) ? `${about.who} made an account` : `${about.who} made an account for ${about.it}`,
  "user.signed_in": ({ who }) => `${who} signed in`,
  "user.sign_in_failed": (about) =>
    about.targetId === null
      ? "Somebody tried to sign in to an account that is not here"
      : `Somebody tried to sign in as ${about.it} and failed`,
  "user.password_refused": ({ who }) => `${who} gave a wrong password`,
  "user.signed_out": ({ who }) => `${who} signed out`,
  "user.password_changed": (about) =>
    isThemself(about) ? `${about.who} set another password` : `${about.who} set a password for ${about.it}`,
  "user.renamed": ({ who, it }) => `${who} changed their name to ${it}`,
  "user.settings_changed": ({ who }) => `${who} changed which emails they get`,
  "user.role_changed": (about) =>
    `${about.who} made ${about.it} ${fact(about, "to", "") === "admin" ? "an administrator" : "a user"}`,
  "user.disabled": ({ who, it }) => `${who} disabled ${it}`,
  "user.enabled": ({ who, it }) => `${who} enabled ${it}`,
  "user.deleted": (about) =>
    isThemself(about) ? `${about.who} deleted their account` : `${about.who} deleted ${about.it}`,
  "user.exported": ({ who }) => `${who} downloaded what is kept about them`,
  "session.ended": (about) =>
    fact(about, "which", "") === "all"
      ? `${about.who} signed out in every browser`
      : `${about.who} ended a session`,
  "api_key.created": ({ who, it }) => `${who} made the API key ${it}`,
  "api_key.revoked": ({ who, it }) => `${who} revoked the API key ${it}`,
  "invitation.created": (about) =>
    `${about.who} invited ${about.targetName === null ? "somebody" : about.thing}${fact(about, "role", "") === "admin" ? " as an administrator" : ""}`,
  "invitation.withdrawn": ({ who, targetName, thing }) =>
    `${who} withdrew the invitation of ${targetName === null ? "somebody" : thing}`,
  "invitation.used": ({ who }) => `${who} used an invitation and has an account now`,
  "reset.created": ({ who, it }) => `${who} made a link for a new password of ${it}`,
  "reset.used": ({ who }) => `${who} set a new password by a link`,
  "webhook.created": ({ who, thing }) => `${who} added the webhook endpoint ${thing}`,
  "webhook.changed": ({ who, thing }) => `${who} changed the webhook endpoint ${thing}`,
  "webhook.rotated": ({ who, thing }) => `${who} made a new secret for the webhook endpoint ${thing}`,
  "webhook.deleted": ({ who, thing }) => `${who} removed the webhook endpoint ${thing}`,
  "webhook.disabled": ({ who, thing }) => `${who} disabled the webhook endpoint ${thing}`,
  "webhook.enabled": ({ who, thing }) => `${who} enabled the webhook endpoint ${thing}`,
  "webhook.replayed": ({ who, thing }) => `${who} sent deliveries to ${thing} again`,
  "webhook.tested": ({ who, thing }) => `${who} sent a test to the webhook endpoint ${thing}`,
  "vendor.paused": (about) => `${about.who} paused ${fact(about, "what", "work")} at ${about.thing}`,
  "vendor.resumed": (about) => `${about.who} resumed ${fact(about, "what", "work")} at ${about.thing}`,
  "vendor.checked": ({ who, thing }) => `${who} checked this server’s credentials at ${thing}`,
  "bulk.started": (about) => `${about.who} began to ${fact(about, "action", "work on")} many connections`,
  "bulk.cancelled": ({ who }) => `${who} cancelled what was being done to many connections`,
  "connections.exported": ({ who }) => `${who} downloaded the list of connections`,
  "incident.opened": (about) => `An incident began at ${vendor(about)}`,
  "incident.closed": (about) => `The incident at ${vendor(about)} is over`,
  "setting.changed": ({ who, it }) => `${who} changed the setting ${it}`,
  "audit.exported": ({ who }) => `${who} downloaded the log`,
  "audit.trimmed": (about) =>
    `${about.who} dropped ${fact(about, "entries", "some")} old entries of the log, through number ${fact(about, "through", "?")}`,
  "audit.verified": (about) =>
    about.data.sound === true
      ? `${about.who} verified the log, and it is whole`
      : `${about.who} verified the log, and it is broken`,
  "keys.made": ({ who, it }) => `${who} made the sealing key ${it}`,
  "keys.rotation_started": ({ who, it }) => `${who} began to seal everything anew with the key ${it}`,
  "keys.rotation_finished": ({ it }) => `Everything is sealed with the key ${it}`,
  "keys.retired": ({ it }) => `The sealing key ${it} was retired`,
};

const isAction = (text: string): text is AuditAction => Object.hasOwn(actions, text);
const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
