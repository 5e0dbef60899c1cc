import { LinkButton } from "#components/link-button";
import { Notice } from "#components/notice";
import { Progress } from "#components/progress";
import { Submit } from "#components/submit";
import { Time } from "#components/time";
import type { KeysView } from "#lib/keys/status";
import { keySentence } from "#lib/keys/words";

type Props = { keys: KeysView; now: Date; problem: string | undefined };

/** Which keys seal what, and the change from one to the next. */
export function SettingsKeys({ keys, now, problem }: Props) {
  const { rotation, file } = keys;
  const under = rotation !== null && rotation.finishedAt === null;
  return (
    <div className="space-y-4">
      {problem ? <Notice tone="bad">{problem}</Notice> : null}
      <ul className="divide-y rounded-lg border bg-surface text-sm">
        {keys.keys.map((key) => (
          <li key={key.id} className="px-4 py-3 [overflow-wrap:anywhere]">
            {keySentence(key, keys)}
          </li>
        ))}
      </ul>
      <p className="text-sm text-soft">
        Counted <Time at={keys.countedAt} now={now} />.
      </p>
      {rotation === null ? null : under ? (
        <div className="space-y-2">
          <p className="text-sm">
            Being sealed with {rotation.keyId}: {Math.min(rotation.done, rotation.total).toLocaleString("en")}{" "}
            of {rotation.total.toLocaleString("en")} rows, begun <Time at={rotation.startedAt} now={now} />.
            Nobody has to wait for it.
          </p>
          <Progress done={rotation.done} total={rotation.total} label="How far the change of the key is" />
        </div>
      ) : (
        <p className="text-sm text-soft">
          Last changed to {rotation.keyId}, done{" "}
          <Time at={rotation.finishedAt ?? rotation.startedAt} now={now} />.
        </p>
      )}
      {under ? (
        <LinkButton href="/admin/settings#keys">Look again</LinkButton>
      ) : (
        <form method="post" action="/admin/settings/rotation" className="space-y-4">
          <p className="max-w-prose text-sm text-soft [overflow-wrap:anywhere]">
            {file === null
              ? "To change the key, put a new one first in PATCHBAY_KEYS, restart every process, and come back here. Nobody is signed out and no token is lost."
              : `This makes a new key, keeps it in ${file} before the others, and seals everything with it. Make a new backup of that file afterwards. Nobody is signed out and no token is lost.`}
          </p>
          <Submit>{file === null ? "Seal everything with the first key" : "Change the key"}</Submit>
        </form>
      )}
    </div>
  );
}
