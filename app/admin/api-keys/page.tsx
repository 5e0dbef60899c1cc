import type { Metadata } from "next";
import { AdminFrame } from "#components/admin-frame";
import { ApiKeysScreen } from "#components/screens/api-keys";
import { keyChoices, lives, overlaps, typedKey } from "#lib/api/key-form";
import { keyOfText, listKeys } from "#lib/api/keys";
import { requireAdmin } from "#lib/auth";
import { now } from "#lib/clock";
import { doneSentence, problemView } from "#lib/connections/words";
import { shownOnce } from "#lib/shown-once";
import { one } from "../../_components/query.ts";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage({ searchParams }: PageProps<"/admin/api-keys">) {
  const person = await requireAdmin("/admin/api-keys");
  const query = await searchParams;
  const form = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, one(value)]));
  const secret = await shownOnce(person, "/admin/api-keys");
  const made = secret === null ? null : await keyOfText(person, secret);
  return (
    <AdminFrame
      here="/admin/api-keys"
      title="API keys"
      lead="What programs of yours show to Patchbay. Each does what it was made for, and no more."
    >
      <ApiKeysScreen
        keys={await listKeys(person)}
        made={secret === null || made === null ? null : { key: secret, name: made.name }}
        choices={keyChoices()}
        lives={wordsOf(lives)}
        overlaps={wordsOf(overlaps)}
        typed={typedKey(form)}
        problem={problemView(form.problem)}
        done={doneSentence(form.done)}
        now={now()}
      />
    </AdminFrame>
  );
}

const wordsOf = (options: Record<string, { words: string }>) =>
  Object.entries(options).map(([value, { words }]) => ({ value, words }));
