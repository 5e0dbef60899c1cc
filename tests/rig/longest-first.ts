import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/** Begun last, these would be waited for by an idle machine. */
const long = [/fifth-vendor/, /kill-points/, /random-kills/, /outage/, /mutated-answers/];

/** What takes longest is begun first, whichever engine it is for; vitest knows it of a second run only. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = long.findIndex((name) => name.test(moduleId));
      return place < 0 ? long.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
