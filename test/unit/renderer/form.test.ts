import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunError } from '../../../src-preload/contract/types.ts';
import type { JsonObject, JsonValue } from '../../../src-preload/contract/json.ts';
import { buildArgs, parseArgs, pathOf } from '../../../src-renderer/panel/features/form/build.ts';
import { formFromSchema, labelOf } from '../../../src-renderer/panel/features/form/from-schema.ts';
import {
  emptyDraft,
  readDraft,
  type Draft,
  type FormNode,
} from '../../../src-renderer/panel/features/form/model.ts';
import {
  problemsFromDetails,
  problemsFromError,
} from '../../../src-renderer/panel/features/form/problems-from-error.ts';

const form = (schema: z.ZodType): FormNode =>
  formFromSchema(z.toJSONSchema(schema, { io: 'input' }) as JsonObject);
const field = (node: FormNode, name: string): FormNode | undefined =>
  node.kind === 'object' ? node.fields.find((candidate) => candidate.name === name)?.node : undefined;

function filled(node: FormNode, value: JsonValue): Draft {
  const read = readDraft(node, value);
  if (!read.ok) throw new Error(`no field for ${read.path.join('.')}`);
  return read.draft;
}

const step = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('click').describe('Clicks.'), selector: z.string() }),
  z.strictObject({
    action: z.literal('type'),
    text: z.string(),
    secret: z.boolean().default(false),
    at: z.strictObject({ x: z.number().int(), y: z.number().int() }).optional(),
  }),
]);
const everything = z.strictObject({
  url: z.url().describe('Where.'),
  note: z.string().max(5).nullable().optional(),
  count: z.number().int().min(1).max(10).default(3),
  ratio: z.number().gt(0).lt(1).optional(),
  mode: z.enum(['a', 'b']).optional(),
  extract: z.array(z.enum(['text', 'links'])).default(['text']),
  steps: z.array(step).min(1).max(3),
  tags: z.array(z.string()).optional(),
  extra: z.record(z.string(), z.number()).optional(),
});
const node = form(everything);
const GOOD = {
  url: 'https://example.com/',
  count: 4,
  mode: 'b',
  extract: ['links'],
  steps: [
    { action: 'click', selector: '#a' },
    { action: 'type', text: 'x', secret: true, at: { x: 1, y: -2 } },
  ],
  tags: ['one', 'two'],
  extra: { a: 1 },
};

describe('formFromSchema', () => {
  it('has a field of the right kind for every argument', () => {
    expect(field(node, 'url')).toMatchObject({ kind: 'text', format: 'uri' });
    expect(field(node, 'note')).toMatchObject({ kind: 'text', maxLength: 5 });
    expect(field(node, 'count')).toMatchObject({ kind: 'number', integer: true, min: 1, max: 10 });
    expect(field(node, 'ratio')).toMatchObject({ kind: 'number', integer: false, above: 0, below: 1 });
    expect(field(node, 'mode')).toEqual({ kind: 'enum', options: ['a', 'b'] });
    expect(field(node, 'extract')).toEqual({ kind: 'choices', options: ['text', 'links'], min: 0 });
    expect(field(node, 'extra')).toEqual({ kind: 'json' });
    expect(field(node, 'steps')).toMatchObject({
      kind: 'list',
      min: 1,
      max: 3,
      item: {
        kind: 'variant',
        variants: [
          { label: 'click', tag: { key: 'action', value: 'click', description: 'Clicks.' } },
          { label: 'type', tag: { key: 'action', value: 'type' } },
        ],
      },
    });
  });

  it('knows what is required: a default makes a field optional on either side of the parser', () => {
    const required = (io: 'input' | 'output'): string[] => {
      const made = formFromSchema(z.toJSONSchema(everything, { io }) as JsonObject);
      return made.kind === 'object' ? made.fields.filter((f) => f.required).map((f) => f.name) : [];
    };
    expect(required('input')).toEqual(['url', 'steps']);
    expect(required('output')).toEqual(['url', 'steps']);
  });

  it('offers JSON for what contains itself, tuples, and keywords it does not know', () => {
    const tree: z.ZodType = z.lazy(() => z.strictObject({ child: tree.optional() }));
    const json = JSON.stringify(form(z.strictObject({ tree })));
    expect(json).toContain('"kind":"json"');
    expect(field(form(z.strictObject({ t: z.tuple([z.string(), z.number()]) })), 't')).toEqual({
      kind: 'json',
    });
    expect(formFromSchema({ allOf: [] })).toEqual({ kind: 'json' });
    expect(formFromSchema({ $ref: '#/nowhere' })).toEqual({ kind: 'json' });
    expect(formFromSchema({ $ref: '#/__proto__' })).toEqual({ kind: 'json' });
  });

  it('makes labels from names', () => {
    expect(['url', 'maxBytes', 'timeout_s', 'cwd', 'baseURL'].map(labelOf)).toEqual([
      'URL',
      'Max bytes',
      'Timeout s',
      'Cwd',
      'Base URL',
    ]);
  });
});

describe('buildArgs', () => {
  it('sends what was read, unchanged, for every kind of field', () => {
    const { args, problems } = buildArgs(node, filled(node, GOOD));
    expect(problems).toEqual([]);
    expect(args).toEqual(GOOD);
    expect(everything.safeParse(args).success).toBe(true);
  });

  it('shows and sends defaults, and leaves out what is empty and optional', () => {
    const draft = emptyDraft(node);
    const { args, problems } = buildArgs(node, draft);
    expect(args).toEqual({ count: 3, extract: ['text'], steps: [{ action: 'click' }] });
    expect(problems.map((problem) => problem.path)).toEqual(['/url', '/steps/0/selector']);
  });

  it.each([
    ['/url', { url: 'not an address' }],
    ['/note', { note: 'longer than five' }],
    ['/count', { count: 0 }],
    ['/count', { count: 11 }],
    ['/count', { count: 1.5 }],
    ['/ratio', { ratio: 0 }],
    ['/ratio', { ratio: 1 }],
    ['/steps', { steps: [] }],
    ['/steps', { steps: Array.from({ length: 4 }, () => ({ action: 'click', selector: 'a' })) }],
    ['/steps/0/at/x', { steps: [{ action: 'type', text: 'x', at: { x: 1.5, y: 1 } }] }],
  ])('says at %s what is wrong with %o', (path, change) => {
    const { problems } = buildArgs(node, filled(node, { ...GOOD, ...change }));
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(everything.safeParse({ ...GOOD, ...change }).success).toBe(false);
  });

  it('says that text is no number and JSON no JSON', () => {
    const draft = filled(node, GOOD);
    if (draft.kind !== 'object') throw new Error('not an object');
    const bad: Draft = {
      ...draft,
      fields: { ...draft.fields, count: { kind: 'text', text: '3x' }, extra: { kind: 'json', text: '{' } },
    };
    expect(buildArgs(node, bad).problems.map((problem) => problem.path)).toEqual(['/count', '/extra']);
  });

  it('leaves an untouched optional group out, and asks for the rest of a touched one', () => {
    const group = form(z.strictObject({ at: z.strictObject({ x: z.number(), y: z.number() }).optional() }));
    expect(buildArgs(group, emptyDraft(group))).toEqual({ args: {}, problems: [] });
    const touched: Draft = {
      kind: 'object',
      fields: {
        at: { kind: 'object', fields: { x: { kind: 'text', text: '1' }, y: { kind: 'text', text: '' } } },
      },
    };
    expect(buildArgs(group, touched).problems.map((problem) => problem.path)).toEqual(['/at/y']);
  });

  it('sends an untouched required switch as off', () => {
    const flag = form(z.strictObject({ sure: z.boolean() }));
    expect(buildArgs(flag, emptyDraft(flag))).toEqual({ args: { sure: false }, problems: [] });
  });
});

describe('readDraft', () => {
  it.each<[string[], JsonValue]>([
    [['unknown'], { ...GOOD, unknown: 1 }],
    [['url'], { ...GOOD, url: 5 }],
    [['mode'], { ...GOOD, mode: 'z' }],
    [['extract'], { ...GOOD, extract: ['text', 'text'] }],
    [['steps', '0', 'nope'], { ...GOOD, steps: [{ action: 'click', nope: 1 }] }],
    [['steps', '0'], { ...GOOD, steps: [{ action: 'fly' }] }],
    [[], [1]],
  ])('names %j as what it has no field for, rather than drop it', (path, value) => {
    expect(readDraft(node, value)).toEqual({ ok: false, path });
  });

  it('does not let a key of a result reach a prototype', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}}') as JsonValue;
    expect(readDraft(node, value)).toEqual({ ok: false, path: ['__proto__'] });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('parseArgs', () => {
  it('takes an object, and nothing as an empty one', () => {
    expect(parseArgs('{"a": [1]}')).toEqual({ args: { a: [1] }, problems: [] });
    expect(parseArgs('  ')).toEqual({ args: {}, problems: [] });
  });
  it.each(['[]', '1', 'null', '"x"', '{', '{a:1}'])('refuses %s', (text) => {
    expect(parseArgs(text).problems).toHaveLength(1);
  });
});

describe('problemsFromDetails', () => {
  it('finds the field of each issue, whichever way its path is written', () => {
    const issues = [
      { path: 'steps.0.selector', message: 'a' },
      { path: ['steps', 1, 'text'], message: 'b' },
      { path: '/url', message: 'c' },
      { path: '', message: 'd' },
    ];
    expect(problemsFromDetails({ issues }).map((problem) => problem.path)).toEqual([
      '/steps/0/selector',
      '/steps/1/text',
      '/url',
      '',
    ]);
  });

  it('makes nothing of other details', () => {
    for (const details of [undefined, null, 'x', { issues: 'x' }, [1], [{ path: {}, message: 'x' }]]) {
      expect(problemsFromDetails(details as JsonValue)).toEqual([]);
    }
  });

  it('goes by an item’s number, or by the field that the code names, where there are no issues', () => {
    const node = form(
      z.strictObject({ url: z.string(), cwd: z.string(), actions: z.array(z.string()), seconds: z.number() }),
    );
    const paths = (error: RunError): string[] => problemsFromError(error, node).map(({ path }) => path);
    const message = 'No.';
    expect(problemsFromError({ code: 'invalid_url', message }, node)).toEqual([{ path: '/url', message }]);
    expect(paths({ code: 'cwd_missing', message, details: { roots: [] } })).toEqual(['/cwd']);
    expect(paths({ code: 'unknown_key', message, details: { action: 2 } })).toEqual(['/actions/2']);
    expect(paths({ code: 'url_or_cwd', message })).toEqual([]);
    expect(paths({ code: 'curl_failed', message })).toEqual([]);
  });

  it('escapes keys in paths', () => {
    expect(pathOf(['a/b', 'c~d', 0])).toBe('/a~1b/c~0d/0');
  });
});
