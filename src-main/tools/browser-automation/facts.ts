import { z } from 'zod';

/** A file to upload, by what it is: looked at again when it is opened. `step` is the index of its step. */
export const plannedFile = z.object({
  realPath: z.string(),
  root: z.string(),
  dev: z.string(),
  ino: z.string(),
  /**
   * When it was last changed in any way, nanoseconds. A file that is put in another one's place often gets that one's very
   * number, and no call sets this time to one of the caller's choice. Plans of earlier versions have none, and fit no file.
   */
  ctimeNs: z.string().default(''),
  step: z.number(),
});
export type PlannedFile = z.infer<typeof plannedFile>;

/** What a plan depends on. */
export const planFacts = z.object({
  /** The program. */
  browser: z.string(),
  url: z.string(),
  /** See `plannedHosts`. */
  hosts: z.array(z.string()),
  headless: z.boolean(),
  files: z.array(plannedFile),
});
export type PlanFacts = z.infer<typeof planFacts>;
