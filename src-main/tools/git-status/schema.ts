import { z } from 'zod';

export const gitStatusArgs = z.strictObject({
  cwd: z
    .string()
    .min(1)
    .max(4096)
    .refine((path) => !path.includes('\0'), { error: 'A path cannot contain a NUL character.' })
    .optional()
    .describe(
      'A folder of the repository, inside a workspace folder. A relative path starts at the workspace folder, if there is ' +
        'only one. Left out: the workspace folder itself, if there is only one.',
    ),
});
export type GitStatusArgs = z.infer<typeof gitStatusArgs>;

const letter = z.string().length(1);
const count = z.number().int().nonnegative().nullable();

export const gitStatusResult = z.object({
  root: z.string().describe('The top folder of the work tree. The status covers all of it.'),
  branch: z
    .string()
    .nullable()
    .describe('The branch that is checked out, with or without commits yet; null when HEAD is detached.'),
  head: z.string().nullable().describe('The id of the commit that HEAD is at; null before the first commit.'),
  upstream: z
    .string()
    .nullable()
    .describe('The branch that this one follows, like origin/main; null when there is none.'),
  ahead: count.describe(
    'Commits that the upstream lacks. 0 without an upstream; null when the upstream is gone.',
  ),
  behind: count.describe(
    'Commits that this branch lacks. 0 without an upstream; null when the upstream is gone.',
  ),
  clean: z.boolean().describe('True when there is nothing in files.'),
  files: z
    .array(
      z.object({
        path: z
          .string()
          .describe(
            'Relative to root, with "/". Bytes that are not UTF-8 are written as \\xNN; pathBase64 is then exact.',
          ),
        pathBase64: z
          .string()
          .exactOptional()
          .describe("The name's bytes, only where path could not hold them."),
        index: letter.describe(
          'What is staged, against the last commit: a space for nothing, M T A D R C, U for a conflict, ? for untracked.',
        ),
        workingTree: letter.describe('What is changed but not staged, with the same letters.'),
        origPath: z.string().exactOptional().describe('The earlier path of a renamed or copied file.'),
        origPathBase64: z
          .string()
          .exactOptional()
          .describe("The earlier name's bytes, where origPath could not hold them."),
        conflict: z.literal(true).exactOptional().describe('Both sides of a merge changed it.'),
        submodule: z
          .literal(true)
          .exactOptional()
          .describe('A submodule whose commit differs. Changes inside of submodules are not looked for.'),
        unfiltered: z
          .literal(true)
          .exactOptional()
          .describe(
            'A content filter (like git-lfs) is set for this file and was not run, since it is a program that the ' +
              'repository names: the file may be shown as modified though it is not.',
          ),
      }),
    )
    .describe(
      'Changed and untracked files. A folder with nothing tracked in it is one entry that ends with "/".',
    ),
  porcelain: z
    .string()
    .describe(
      'The same as text, line for line what `git status --porcelain` prints (version 1, names quoted as by default).',
    ),
  notes: z.array(z.string()).describe('What limits this status, in words. Mostly empty.'),
});
export type GitStatusResult = z.infer<typeof gitStatusResult>;
