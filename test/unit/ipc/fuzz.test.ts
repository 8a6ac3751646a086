import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../../src-main/execution/refusal.ts';
import { createDispatch } from '../../../src-main/ipc/dispatch.ts';
import { isJsonValue } from '../../../src-preload/contract/schemas/common.ts';
import { APPROVAL_SCHEMAS, PANEL_SCHEMAS } from '../../../src-preload/contract/schemas/index.ts';
import { ERROR_CODES } from '../../../src-preload/contract/errors.ts';
import { KEYS, SAMPLES } from './samples.ts';
import { LONG } from '../../support/long.ts';

/*
 * What a broken-out renderer could send, against the real listener with handlers that do nothing: whatever comes, the answer
 * is one with a code of the contract, no handler sees a request that its schema does not know, and no prototype changes.
 */

type Listener = (event: unknown, name: unknown, request: unknown) => Promise<unknown>;
const heard = vi.hoisted((): { listener: Listener | null } => ({ listener: null }));
vi.mock('electron', () => ({
  ipcMain: { handle: (_channel: string, listener: Listener) => void (heard.listener = listener) },
}));

const RUNS = LONG ? 10_000 : 500;
const PAGES = {
  panel: { url: 'execution-layer-app://panel/index.html', schemas: PANEL_SCHEMAS },
  approval: { url: 'execution-layer-app://approval/index.html', schemas: APPROVAL_SCHEMAS },
};

/** Requests that a handler was given since the last look. */
let accepted: unknown[] = [];
const bugs: unknown[] = [];

const windows = Object.fromEntries(
  Object.entries(PAGES).map(([name, { url }]) => [name, { mainFrame: { parent: null, url } }]),
);
const eventOf = (page: string) => ({ sender: windows[page], senderFrame: windows[page]?.mainFrame });

async function send(event: unknown, name: unknown, request: unknown): Promise<unknown> {
  if (!heard.listener) throw new Error('Nobody listens.');
  return heard.listener(event, name, request);
}

beforeAll(async () => {
  const { listen } = await import('../../../src-main/ipc/handle.ts');
  const pages = Object.entries(PAGES).map(([name, { url, schemas }]) => {
    const inert = Object.fromEntries(
      Object.keys(schemas).map((channel) => [
        channel,
        (request: unknown) => {
          accepted.push(request);
          throw new Refusal('cancelled', 'Inert.');
        },
      ]),
    );
    const dispatch = createDispatch(schemas as never, inert as never, (_channel, error) => bugs.push(error));
    return { url, webContents: () => windows[name] as never, dispatch };
  });
  listen(pages);
});

const names = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'approved',
  'risk',
  'caller',
);
const any = fc.oneof(
  fc.anything({
    maxDepth: 4,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: true,
    withObjectString: true,
  }),
  fc.constantFrom(NaN, Infinity, -0, '', 'x'.repeat(5000), '\u202e', '\0', 2 ** 53, -1, null, undefined),
  fc.jsonValue(),
);

type Change = { at: number; how: 'replace' | 'remove' | 'add' | 'wrap'; with: unknown; key: string };
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(20),
  how: fc.constantFrom('replace' as const, 'remove' as const, 'add' as const, 'wrap' as const),
  with: any,
  key: fc.oneof(names, fc.string({ maxLength: 8 })),
});

/** A valid request with some of its parts changed. */
function changed(sample: unknown, changes: readonly Change[]): unknown {
  const root: Record<string, unknown> = { value: structuredClone<unknown>(sample) };
  for (const { at, how, with: value, key } of changes) {
    const places: [Record<string, unknown>, string][] = [];
    const walk = (holder: Record<string, unknown>): void => {
      for (const name of Object.keys(holder)) {
        places.push([holder, name]);
        const part = holder[name];
        if (typeof part === 'object' && part !== null) walk(part as Record<string, unknown>);
      }
    };
    walk(root);
    const [holder, name] = places[at % places.length] ?? [root, 'value'];
    const part = holder[name];
    if (how === 'replace') holder[name] = value;
    else if (how === 'wrap') holder[name] = [part];
    else if (how === 'remove') {
      if (holder !== root) Reflect.deleteProperty(holder, name);
    } else if (typeof part === 'object' && part !== null && !(Array.isArray(part) && key === 'length')) {
      // As structured clone makes it: a member of its own, also when it is named __proto__.
      Object.defineProperty(part, key, { value, enumerable: true, configurable: true, writable: true });
    }
    // What was put in may hold itself, or be too wide to walk: one such change is enough.
    if (how === 'replace' || how === 'add') break;
  }
  return root.value;
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype] as object[];
const snapshot = (): string => JSON.stringify(PROTOTYPES.map((each) => Reflect.ownKeys(each).map(String)));

/** Asks, and holds the answer and whatever was accepted against what must always be. */
async function check(page: keyof typeof PAGES, channel: string, request: unknown): Promise<void> {
  const before = snapshot();
  accepted = [];
  const answer = await send(eventOf(page), channel, request);
  expect(answer).toEqual({
    ok: false,
    error: expect.objectContaining({
      code: expect.toSatisfy((code) => (ERROR_CODES as readonly unknown[]).includes(code)) as unknown,
      message: expect.any(String) as unknown,
    }) as unknown,
  });
  expect(bugs).toEqual([]);
  expect(snapshot()).toBe(before);
  for (const seen of accepted) {
    // Plain data, of the channel's own keys and no others, that its schema still accepts.
    expect(seen === undefined || isJsonValue(seen)).toBe(true);
    const known: readonly string[] = KEYS[channel] ?? [];
    expect(Object.keys(seen ?? {}).filter((key) => !known.includes(key))).toEqual([]);
    const { request: schema } = (PAGES[page].schemas as unknown as Record<string, SchemaPair>)[channel] ?? {};
    expect(schema?.safeParse(seen).success).toBe(true);
  }
}
interface SchemaPair {
  request: { safeParse: (value: unknown) => { success: boolean } };
}

const CHANNELS = Object.entries(PAGES).flatMap(([page, { schemas }]) =>
  Object.keys(schemas).map((channel): [keyof typeof PAGES, string] => [page as keyof typeof PAGES, channel]),
);

describe(`${RUNS} payloads`, () => {
  it.each(CHANNELS)(
    '%s: %s',
    async (page, channel) => {
      const sample = SAMPLES[channel];
      // The sample itself goes through: otherwise nothing below would be near to what is accepted.
      await check(page, channel, sample);
      expect(accepted).toHaveLength(1);
      const payload = fc.oneof(
        any,
        fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => changed(sample, changes)),
      );
      await fc.assert(
        fc.asyncProperty(payload, (request) => check(page, channel, request)),
        { numRuns: RUNS },
      );
    },
    600_000,
  );
});

it('a name that is none is not found; an unknown sender is not heard, whatever it sends', async () => {
  accepted = [];
  await fc.assert(
    fc.asyncProperty(fc.oneof(names, any), any, async (name, request) => {
      fc.pre(typeof name !== 'string' || !(name in PANEL_SCHEMAS));
      expect(await send(eventOf('panel'), name, request)).toMatchObject({ error: { code: 'not_found' } });
    }),
    { numRuns: RUNS },
  );
  const strangers = [
    { sender: windows['panel'], senderFrame: null },
    { sender: windows['panel'], senderFrame: windows['approval']?.mainFrame },
    { sender: windows['panel'], senderFrame: { parent: windows['panel']?.mainFrame, url: PAGES.panel.url } },
    { sender: { mainFrame: windows['panel']?.mainFrame }, senderFrame: windows['panel']?.mainFrame },
    {
      sender: { mainFrame: { parent: null, url: 'file:///x' } },
      senderFrame: { parent: null, url: 'file:///x' },
    },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...strangers),
      fc.constantFrom(...CHANNELS),
      any,
      async (event, at, request) => {
        expect(await send(event, at[1], request)).toMatchObject({ error: { code: 'bad_sender' } });
      },
    ),
    { numRuns: RUNS },
  );
  // The panel's contents ask for what only the approval window may.
  for (const name of Object.keys(APPROVAL_SCHEMAS)) {
    expect(await send(eventOf('panel'), name, SAMPLES[name])).toMatchObject({ error: { code: 'not_found' } });
  }
  expect(accepted).toEqual([]);
});
