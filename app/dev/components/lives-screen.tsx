import { Cable } from "#components/cable";
import { PageHeader } from "#components/page-header";
import { Section } from "#components/section";
import { lives } from "./life-fixtures.ts";

/** Every state of the picture of a token's life, as wide as on its own page. */
export function LivesScreen({ now }: { now: Date }) {
  return (
    <>
      <PageHeader title="Lives of tokens">Each as its own page shows it.</PageHeader>
      <div className="mt-8 max-w-prose space-y-10">
        {Object.entries(lives).map(([name, life], index) => (
          <Section key={name} id={`life-${index}`} title={name}>
            <Cable life={life(now)} />
          </Section>
        ))}
      </div>
    </>
  );
}
