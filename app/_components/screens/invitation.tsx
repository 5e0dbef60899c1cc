import { Field } from "#components/field";
import { Notice } from "#components/notice";
import { OpenByHash } from "#components/open-by-hash";
import { Submit } from "#components/submit";
import { Threshold } from "#components/threshold";
import { Time } from "#components/time";
import type { OpenInvitation } from "#lib/people/invitations";

type Props = {
  /** Null: no link has been opened yet in this browser. */
  invitation: OpenInvitation | null;
  typed: { name?: string | undefined; email?: string | undefined };
  problem: string | null;
  now: Date;
};

/** Where the links of invitations and new passwords lead. */
export function InvitationScreen({ invitation, typed, problem, now }: Props) {
  const { title, lead } = words[invitation?.kind ?? "closed"];
  return (
    <Threshold title={title} lead={lead}>
      {problem ? <Notice tone="bad">{problem}</Notice> : null}
      {invitation === null ? null : <Accept invitation={invitation} typed={typed} now={now} />}
      {/* Beside an open one too: another link may be opened in the same browser. */}
      <form
        id="open"
        method="post"
        action="/invitation/opening"
        hidden={invitation !== null}
        className="space-y-5"
      >
        <Field
          id="token"
          name="token"
          label="Your link"
          hint="It opens by itself. If nothing happens, paste the whole link here."
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={500}
        />
        <Submit look="primary" className="w-full">
          Open
        </Submit>
      </form>
      <OpenByHash form="open" field="token" />
    </Threshold>
  );
}

const words = {
  invitation: {
    title: "Make your account",
    lead: "Then link your accounts elsewhere, and see whether they still work.",
  },
  reset: { title: "Set a new password", lead: "Every browser is signed out with it; then you sign in anew." },
  closed: { title: "Open your link", lead: "An invitation, or the way to a new password." },
} as const;

function Accept({ invitation, typed, now }: Pick<Props, "typed" | "now"> & { invitation: OpenInvitation }) {
  const { kind, email, role, expiresAt } = invitation;
  return (
    <form method="post" action="/invitation/acceptance" className="space-y-5">
      {kind === "reset" ? null : (
        <Field
          name="name"
          label="Your name"
          required
          maxLength={200}
          autoComplete="name"
          dir="auto"
          defaultValue={typed.name}
        />
      )}
      <Field
        name="email"
        label="Email"
        type="email"
        required
        readOnly={email !== null}
        maxLength={254}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={email ?? typed.email}
      />
      <Field
        name="password"
        label={kind === "reset" ? "New password" : "Password"}
        hint="Twelve characters or more. A few unrelated words do well."
        type="password"
        required
        minLength={12}
        maxLength={200}
        autoComplete="new-password"
      />
      <Submit look="primary" className="w-full">
        {kind === "reset" ? "Set the password" : "Make my account"}
      </Submit>
      <p className="text-sm text-soft">
        {kind === "invitation" && role === "admin" ? "As an administrator of this server. " : null}
        The link works once and ends <Time at={expiresAt} now={now} />.
      </p>
    </form>
  );
}
