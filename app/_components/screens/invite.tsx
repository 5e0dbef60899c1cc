import { Field } from "#components/field";
import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { RadioGroup } from "#components/radio-group";
import { Submit } from "#components/submit";

type Props = {
  /** Whether emails leave this server, or are kept in the demo's outbox. */
  mail: "sent" | "kept" | "none";
  problem: { at: "email" | "page"; sentence: string } | null;
  typed: { email?: string | undefined; role?: string | undefined; by?: string | undefined };
};

export function InviteScreen({ mail, problem, typed }: Props) {
  return (
    <form method="post" action="/admin/people/invitations" className="max-w-prose space-y-6">
      {problem?.at === "page" ? <Notice tone="bad">{problem.sentence}</Notice> : null}
      <Field
        name="email"
        label="Email"
        type="text"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        autoComplete="off"
        maxLength={254}
        defaultValue={typed.email}
        hint="The account is theirs alone then. Leave it out to make a link for whoever you give it to."
        problem={problem?.at === "email" ? problem.sentence : undefined}
        autoFocus={problem?.at === "email"}
      />
      <RadioGroup
        name="role"
        legend="Role"
        value={typed.role}
        options={[
          { value: "user", label: "User" },
          { value: "admin", label: "Administrator" },
        ]}
        hint="Users see their own connections. Administrators see everybody’s, and everything here."
      />
      <RadioGroup
        name="by"
        legend="How they get it"
        value={typed.by}
        options={[
          { value: "link", label: "I pass the link on myself" },
          ...(mail === "none" ? [] : [{ value: "mail", label: "By email" }]),
        ]}
        hint={mail === "none" ? "This server sends no emails." : undefined}
      />
      <div className="flex flex-wrap gap-3">
        <Submit look="primary">Invite</Submit>
        <LinkButton look="quiet" href="/admin/people">
          Not now
        </LinkButton>
      </div>
      <p className="text-sm text-soft">
        The link works once and for seven days. Withdrawn, it is worth nothing from that moment on.
      </p>
    </form>
  );
}
