import Link from "next/link";
import { Field } from "#components/field";
import { Notice } from "#components/notice";
import { Submit } from "#components/submit";
import { Threshold } from "#components/threshold";
import type { ProblemView } from "#lib/connections/view";

type Props = {
  kind: "set-up" | "sign-up";
  problem: Pick<ProblemView, "code" | "sentence"> | null;
  /** What was typed before; never the password. */
  typed: { name?: string | undefined; email?: string | undefined };
};

const words = {
  "set-up": {
    title: "Set up Patchbay",
    lead: "You are the first one here. This makes your account, which administers this server.",
    button: "Create the first account",
  },
  "sign-up": {
    title: "Create an account",
    lead: "Then link your accounts elsewhere, and see whether they still work.",
    button: "Create account",
  },
} as const;

export function AccountFormScreen({ kind, problem, typed }: Props) {
  const { title, lead, button } = words[kind];
  const taken = problem?.code === "email_taken";
  return (
    <Threshold title={title} lead={lead}>
      {problem && !taken ? <Notice tone="bad">{problem.sentence}</Notice> : null}
      <form method="post" action={`/${kind}/account`} className="space-y-5">
        <Field
          name="name"
          label="Your name"
          required
          autoComplete="name"
          maxLength={200}
          defaultValue={typed.name}
        />
        <Field
          name="email"
          label="Email"
          type="email"
          required
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={typed.email}
          problem={taken ? <Taken sentence={problem.sentence} /> : undefined}
          autoFocus={taken}
        />
        <Field
          name="password"
          label="Password"
          hint="Twelve characters or more. A few unrelated words do well."
          type="password"
          required
          minLength={12}
          autoComplete="new-password"
        />
        <Submit look="primary" className="w-full">
          {button}
        </Submit>
      </form>
      {kind === "sign-up" ? (
        <p className="text-sm text-soft">
          Been here before?{" "}
          <Link href="/sign-in" prefetch={false} className="text-accent underline underline-offset-2">
            Sign in
          </Link>
        </p>
      ) : null}
    </Threshold>
  );
}

/** Who has an account already wants to get in, and the sign-in page knows the address by now. */
function Taken({ sentence }: { sentence: string }) {
  return (
    <>
      {sentence}{" "}
      <Link href="/sign-in" prefetch={false} className="underline underline-offset-2">
        Go to the sign-in page
      </Link>
    </>
  );
}
