import { z } from 'zod';
import shipped from '../../../config/consult_providers.json';
import { settingShapes } from '../../../src-preload/contract/schemas/settings.ts';
import { urlProblem } from '../http-url.ts';

/** More than this is no list of providers. */
export const MAX_PROVIDERS_BYTES = 256_000;
const MAX_PROVIDERS = 50;
/** Asked in a way of its own, not through a page. */
const RESERVED = 'ollama';

const selector = z.string().min(1).max(1000);

const provider = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, {
      error: 'Small letters, digits, - and _, at most 40, like my-assistant.',
    })
    .refine((id) => id !== RESERVED, { error: `${RESERVED} is taken: it means the local models.` }),
  title: z.string().min(1).max(60),
  url: z
    .string()
    .max(2000)
    .refine((url) => URL.canParse(url) && urlProblem(new URL(url)) === null, {
      error: 'A whole https address without user name and password, like https://assistant.example/chat.',
    }),
  /** Beside the address's own: as in the setting allowed_domains. */
  hosts: z.array(settingShapes.allowed_domains.element).max(100).default([]),
  selectors: z.strictObject({
    input: selector,
    /** Without it the question is sent with the Enter key. */
    send: selector.optional(),
    answer: selector,
    /** There while an answer is being written, and only then. */
    busy: selector,
    login: selector.optional(),
    challenge: selector.optional(),
    error: selector.optional(),
    /** There where the page has cut an answer: a notice, or what goes on with it. See `moreWords`. */
    more: selector.optional(),
  }),
  /** What `more` says, where only its words tell it from other elements: one of these, and nothing else. */
  moreWords: z.array(z.string().min(1).max(100)).min(1).max(20).optional(),
  /** How long a finished answer must have stood still, milliseconds. */
  settleMs: z.number().int().min(300).max(30_000).default(1500),
});

/** An assistant that is asked through its own web page: where it is, and which of the page's elements are what. */
export type Provider = z.infer<typeof provider>;

export interface Providers {
  list: readonly Provider[];
  /** What of the person's own file could not be used, in words; each names the entry and the mistake. */
  problems: string[];
}

const file = z.strictObject({ providers: z.array(z.unknown()).max(MAX_PROVIDERS) });

const SHIPPED: readonly Provider[] = file.parse(shipped).providers.map((each) => provider.parse(each));

/**
 * The shipped providers and the person's own (`own`: the text of `consult_providers.json` in the data folder, null for
 * none). An own one takes the place of a shipped one of the same id: pages change. A bad entry is skipped and named.
 */
export function readProviders(own: string | null): Providers {
  if (own === null) return { list: SHIPPED, problems: [] };
  const whole = file.safeParse(asJson(own));
  if (!whole.success) {
    const why =
      own.length > MAX_PROVIDERS_BYTES
        ? `It is larger than ${MAX_PROVIDERS_BYTES} bytes.`
        : wrong(whole.error);
    return { list: SHIPPED, problems: [`The file is not of the form {"providers": [...]}. ${why}`] };
  }
  const problems: string[] = [];
  const byId = new Map(SHIPPED.map((each) => [each.id, each]));
  const seen = new Set<string>();
  whole.data.providers.forEach((entry, index) => {
    const parsed = provider.safeParse(entry);
    if (!parsed.success) {
      problems.push(`Entry ${index + 1}${nameOf(entry)}: ${wrong(parsed.error)}`);
    } else if (seen.has(parsed.data.id)) {
      problems.push(`Entry ${index + 1} ("${parsed.data.id}"): another entry has this id already.`);
    } else {
      seen.add(parsed.data.id);
      byId.set(parsed.data.id, parsed.data);
    }
  });
  return { list: [...byId.values()], problems };
}

/** The hosts that a provider's pages may reach: its own and those that it names. */
export function providerHosts({ url, hosts }: Pick<Provider, 'url' | 'hosts'>): string[] {
  return [new URL(url).hostname, ...hosts];
}

function wrong(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join(' ');
}

function nameOf(entry: unknown): string {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
  return typeof id === 'string' ? ` ("${id.slice(0, 60)}")` : '';
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
