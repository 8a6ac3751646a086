import type { JsonObject, JsonValue } from '../../../../src-preload/contract/json.ts';
import { texts } from '../../../texts/panel.ts';
import type { Draft, FormField, FormNode } from './model.ts';

/** One thing to put right, at the field where it is. */
export interface Problem {
  path: string;
  message: string;
}

export interface Built {
  /** undefined: left out. */
  value: JsonValue | undefined;
  problems: Problem[];
}

/** A field's address: its keys and indexes, as a JSON Pointer. */
export function pathOf(keys: (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const words = texts.form.problems;
const built = (value: JsonValue | undefined): Built => ({ value, problems: [] });
const problem = (path: string, message: string): Built => ({
  value: undefined,
  problems: [{ path, message }],
});

/**
 * What the form would send, with each mistake at its field. The checks here only spare the person a round trip: main checks
 * the arguments against the tool's own schema whatever the form let through.
 */
export function buildArgs(node: FormNode, draft: Draft): { args: JsonObject; problems: Problem[] } {
  const { value, problems } = build(node, draft, true, '');
  const args = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return { args, problems };
}

function build(node: FormNode, draft: Draft, required: boolean, path: string): Built {
  const missing = (message: string = words.required): Built =>
    required ? problem(path, message) : built(undefined);
  switch (node.kind) {
    case 'text': {
      const text = draft.kind === 'text' ? draft.text : '';
      return text === '' ? missing() : buildText(node, text, path);
    }
    case 'number': {
      const text = draft.kind === 'text' ? draft.text.trim() : '';
      return text === '' ? missing() : buildNumber(node, text, path);
    }
    case 'flag':
      // A switch that was never touched reads as off, so that is what a required one sends.
      if (draft.kind !== 'flag' || draft.value === null) return built(required ? false : undefined);
      return built(draft.value);
    case 'enum':
      if (draft.kind !== 'enum' || draft.index === null) return missing(words.choose);
      return built(node.options[draft.index]);
    case 'const':
      return built(node.value);
    case 'choices': {
      const chosen =
        draft.kind === 'choices' ? node.options.filter((option) => draft.values.includes(option)) : [];
      if (chosen.length < node.min) {
        return required || chosen.length > 0
          ? problem(path, words.chooseAtLeast(node.min))
          : built(undefined);
      }
      return chosen.length === 0 && !required ? built(undefined) : built(chosen);
    }
    case 'list':
      return buildList(node, draft, required, path);
    case 'object':
      return buildObject(node.fields, draft, required, path);
    case 'variant': {
      if (draft.kind !== 'variant') return missing(words.choose);
      const variant = node.variants[draft.index];
      const inner = draft.drafts[draft.index];
      if (variant === undefined || inner === undefined) return missing(words.choose);
      return build(variant.node, inner, required, path);
    }
    case 'json':
      if (draft.kind !== 'json' || draft.text.trim() === '') return missing();
      return buildJson(draft.text, path);
  }
}

function buildText(node: FormNode & { kind: 'text' }, text: string, path: string): Built {
  if (text.length < node.minLength) return problem(path, words.tooShort(node.minLength));
  if (node.maxLength !== null && text.length > node.maxLength)
    return problem(path, words.tooLong(node.maxLength));
  if (node.format === 'uri' && !URL.canParse(text)) return problem(path, words.url);
  if (node.pattern !== null && !matches(node.pattern, text))
    return problem(path, words.pattern(node.pattern));
  return built(text);
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    // Not a pattern of this engine: main, which wrote it, will judge.
    return true;
  }
}

function buildNumber(node: FormNode & { kind: 'number' }, text: string, path: string): Built {
  const value = Number(text);
  if (!Number.isFinite(value)) return problem(path, words.number);
  if (node.integer && !Number.isSafeInteger(value)) return problem(path, words.integer);
  if (node.min !== null && value < node.min) return problem(path, words.min(node.min));
  if (node.max !== null && value > node.max) return problem(path, words.max(node.max));
  if (node.above !== null && value <= node.above) return problem(path, words.above(node.above));
  if (node.below !== null && value >= node.below) return problem(path, words.below(node.below));
  return built(value);
}

function buildList(node: FormNode & { kind: 'list' }, draft: Draft, required: boolean, path: string): Built {
  const items = draft.kind === 'list' ? draft.items : [];
  if (items.length === 0 && !required) return built(undefined);
  const problems: Problem[] = [];
  const values: JsonValue[] = [];
  for (const [index, item] of items.entries()) {
    const inner = build(node.item, item.draft, true, path + pathOf([index]));
    problems.push(...inner.problems);
    if (inner.value !== undefined) values.push(inner.value);
  }
  if (items.length < node.min) problems.push({ path, message: words.atLeast(node.min) });
  if (node.max !== null && items.length > node.max) problems.push({ path, message: words.atMost(node.max) });
  return { value: values, problems };
}

function buildObject(fields: FormField[], draft: Draft, required: boolean, path: string): Built {
  const drafts = draft.kind === 'object' ? draft.fields : {};
  const members: [string, JsonValue][] = [];
  const problems: Problem[] = [];
  let touched = false;
  for (const field of fields) {
    const inner = drafts[field.name];
    if (inner === undefined) continue;
    const member = build(field.node, inner, field.required, path + pathOf([field.name]));
    problems.push(...member.problems);
    if (member.value !== undefined) {
      members.push([field.name, member.value]);
      // Constants, untouched switches and defaults are there without anyone having entered them.
      touched ||= field.node.kind !== 'const' && !isUntouched(inner) && member.value !== field.initial;
    } else {
      touched ||= member.problems.length > 0 && !isEmptyText(inner);
    }
  }
  // An optional group in which nothing was entered is left out, with its own required fields.
  if (!required && !touched) return built(undefined);
  return { value: Object.fromEntries(members), problems };
}

const isUntouched = (draft: Draft): boolean => draft.kind === 'flag' && draft.value === null;
const isEmptyText = (draft: Draft): boolean => draft.kind === 'text' && draft.text.trim() === '';

function buildJson(text: string, path: string): Built {
  try {
    return built(JSON.parse(text) as JsonValue);
  } catch (error) {
    return problem(path, words.json(error instanceof Error ? error.message : String(error)));
  }
}

/** Reads the JSON view's text as arguments. */
export function parseArgs(text: string): { args: JsonObject; problems: Problem[] } {
  const { value, problems } = buildJson(text.trim() === '' ? '{}' : text, '');
  if (problems.length > 0) return { args: {}, problems };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { args: {}, problems: [{ path: '', message: words.notAnObject }] };
  }
  return { args: value, problems: [] };
}
