import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { ApprovalView } from '../../src-preload/contract/types.ts';

/** What is masked on the page until the person presses for it. */
export interface Masks {
  /** Of the text at a path of the arguments or labels: the parts to mask. */
  at: (path: string, text: string) => readonly string[];
  /** Of an effect's detail, of the summary and of other words of the tool: they may repeat a secret. */
  anywhere: readonly string[];
  /** Of an effect's target: never all of it, since where something goes must be readable. */
  target: (index: number) => readonly string[];
  /** Of an effect's detail. */
  detail: (index: number) => readonly string[];
}

/** Shorter ones would mask half of the page by chance. */
const SHORTEST_ANYWHERE = 4;

/** From the flags of kind 'secret', whose `where` is the path of a value. */
export function masksFor({ flags, args, plan }: Pick<ApprovalView, 'flags' | 'args' | 'plan'>): Masks {
  const paths = new Set(flags.filter(({ kind }) => kind === 'secret').map(({ where }) => where));
  const secrets = leaves(args, 'args')
    .filter(({ path }) => paths.has(path))
    .flatMap(({ text }) => secretParts(text) ?? [text]);
  const anywhere = [...new Set(secrets)].filter((part) => part.length >= SHORTEST_ANYWHERE);
  return {
    at: (path, text) => (paths.has(path) ? (secretParts(text) ?? [text]) : []),
    anywhere,
    target: (index) => {
      const path = `plan.effects[${index}].target`;
      return paths.has(path) ? (secretParts(plan.effects[index]?.target ?? '') ?? []) : [];
    },
    detail: (index) => {
      const text = plan.effects[index]?.detail ?? '';
      const known = anywhere.filter((secret) => text.includes(secret));
      // Masking what is known to be the secret leaves the rest of the sentence to read.
      if (known.length > 0 || !paths.has(`plan.effects[${index}].detail`)) return known;
      return secretParts(text) ?? [text];
    },
  };
}

/** All strings in `value`, with their paths as flags say them. */
function leaves(value: JsonValue, path: string): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  return Object.entries(value).flatMap(([key, member]) => leaves(member, `${path}.${key}`));
}

const URL_LIKE = /^(?:[a-z][a-z0-9+.-]*:\/\/\S*|\S*[?#&][^=\s]+=\S*|[A-Z]+ \/\S*[?#&][^=\s]+=\S*)$/i;

/** Of an address: the user's name and password, and the values of the query and the fragment. Null: not an address. */
function secretParts(text: string): string[] | null {
  if (!URL_LIKE.test(text)) return null;
  const user = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/i.exec(text)?.[1];
  const values = [...text.matchAll(/[?&#;][^=&#;\s]*=([^&#;\s]+)/g)].map((match) => match[1] ?? '');
  const parts = [...(user === undefined ? [] : [user]), ...values].filter((part) => part !== '');
  return parts.length > 0 ? parts : null;
}

/** The value at a path as flags say it: `args.steps[2].text`, `plan.effects[0].target`; undefined: no such string. */
export function textAt(view: Pick<ApprovalView, 'args' | 'plan'>, path: string): string | undefined {
  const effects = view.plan.effects.map(({ target, detail }): JsonValue => ({ target, detail }));
  const all = [...leaves(view.args, 'args'), ...leaves(effects, 'plan.effects')];
  return all.find((leaf) => leaf.path === path)?.text;
}

/** The host of an address in the letters that travel (punycode); null when it has none. */
export function realHost(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { hostname } = new URL(address);
  return hostname === '' ? null : hostname;
}
