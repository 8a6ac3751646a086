import type { JsonValue } from '../../../../src-preload/contract/json.ts';

/** What a form can draw: a tool's argument schema, cut down to what a person can fill in. */
export type FormNode =
  | {
      kind: 'text';
      format: string | null;
      minLength: number;
      maxLength: number | null;
      pattern: string | null;
    }
  | {
      kind: 'number';
      integer: boolean;
      min: number | null;
      max: number | null;
      above: number | null;
      below: number | null;
    }
  | { kind: 'flag' }
  | { kind: 'enum'; options: JsonValue[] }
  | { kind: 'const'; value: JsonValue }
  /** Several of a fixed set, in the set's order. */
  | { kind: 'choices'; options: string[]; min: number }
  | { kind: 'list'; item: FormNode; min: number; max: number | null }
  | { kind: 'object'; fields: FormField[] }
  | { kind: 'variant'; variants: Variant[] }
  /** What the form has no fields for: written as JSON. */
  | { kind: 'json' };

export interface FormField {
  name: string;
  label: string;
  description: string;
  required: boolean;
  initial: JsonValue | undefined;
  node: FormNode;
}

/** One shape of a union. `tag` is the member that tells it from the others, when there is one. */
export interface Variant {
  label: string;
  tag: { key: string; value: JsonValue; description: string } | null;
  node: FormNode;
}

/** What a person has entered, in the shape of the node that it is for. */
export type Draft =
  | { kind: 'text'; text: string }
  | { kind: 'flag'; value: boolean | null }
  /** Index into the options; null: not set. */
  | { kind: 'enum'; index: number | null }
  | { kind: 'const' }
  | { kind: 'choices'; values: string[] }
  /** Each item keeps its id while others come and go, so that focus and text stay with it. */
  | { kind: 'list'; nextId: number; items: { id: number; draft: Draft }[] }
  | { kind: 'object'; fields: Record<string, Draft> }
  | { kind: 'variant'; index: number; drafts: Draft[] }
  | { kind: 'json'; text: string };

/** The empty draft of a node, with the schema's defaults written in: what is sent is what is seen. */
export function emptyDraft(node: FormNode): Draft {
  switch (node.kind) {
    case 'text':
    case 'number':
      return { kind: 'text', text: '' };
    case 'flag':
      return { kind: 'flag', value: null };
    case 'enum':
      return { kind: 'enum', index: null };
    case 'const':
      return { kind: 'const' };
    case 'choices':
      return { kind: 'choices', values: [] };
    case 'list': {
      const items = Array.from({ length: node.min }, (_, id) => ({ id, draft: emptyDraft(node.item) }));
      return { kind: 'list', nextId: node.min, items };
    }
    case 'object':
      return {
        kind: 'object',
        fields: Object.fromEntries(node.fields.map((field) => [field.name, fieldDraft(field)])),
      };
    case 'variant':
      return { kind: 'variant', index: 0, drafts: node.variants.map((variant) => emptyDraft(variant.node)) };
    case 'json':
      return { kind: 'json', text: '' };
  }
}

/** The empty draft of a field, or its default. */
export function fieldDraft(field: FormField): Draft {
  // One that may be left out is left out: its first item, if it had to have one, would ask to be filled in.
  if (field.initial === undefined && field.node.kind === 'list' && !field.required) {
    return { kind: 'list', nextId: 0, items: [] };
  }
  if (field.initial === undefined) return emptyDraft(field.node);
  const read = readDraft(field.node, field.initial);
  return read.ok ? read.draft : emptyDraft(field.node);
}

export type Read = { ok: true; draft: Draft } | { ok: false; path: string[] };

/**
 * Puts a JSON value into the form's fields. Fails, with the path of the first value that has no field for it, rather
 * than drop anything: switching from JSON to form must not change what would be sent.
 */
export function readDraft(node: FormNode, value: JsonValue, path: string[] = []): Read {
  const fail: Read = { ok: false, path };
  switch (node.kind) {
    case 'text':
      return typeof value === 'string' && value !== ''
        ? { ok: true, draft: { kind: 'text', text: value } }
        : fail;
    case 'number':
      return typeof value === 'number' ? { ok: true, draft: { kind: 'text', text: String(value) } } : fail;
    case 'flag':
      return typeof value === 'boolean' ? { ok: true, draft: { kind: 'flag', value } } : fail;
    case 'enum': {
      const index = node.options.indexOf(value);
      return index < 0 ? fail : { ok: true, draft: { kind: 'enum', index } };
    }
    case 'const':
      return value === node.value ? { ok: true, draft: { kind: 'const' } } : fail;
    case 'choices': {
      if (!Array.isArray(value)) return fail;
      const values = value.filter(
        (item) => typeof item === 'string' && node.options.includes(item),
      ) as string[];
      const same = new Set(values).size === value.length;
      return same ? { ok: true, draft: { kind: 'choices', values } } : fail;
    }
    case 'list': {
      if (!Array.isArray(value)) return fail;
      const items: { id: number; draft: Draft }[] = [];
      for (const [id, item] of value.entries()) {
        const read = readDraft(node.item, item, [...path, String(id)]);
        if (!read.ok) return read;
        items.push({ id, draft: read.draft });
      }
      return { ok: true, draft: { kind: 'list', nextId: items.length, items } };
    }
    case 'object':
      return readObject(node.fields, value, path);
    case 'variant':
      return readVariant(node.variants, value, path);
    case 'json':
      return { ok: true, draft: { kind: 'json', text: JSON.stringify(value, null, 2) } };
  }
}

const isObject = (value: JsonValue): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readObject(fields: FormField[], value: JsonValue, path: string[]): Read {
  if (!isObject(value)) return { ok: false, path };
  const drafts: Record<string, Draft> = Object.create(null) as Record<string, Draft>;
  for (const [key, member] of Object.entries(value)) {
    const field = fields.find((candidate) => candidate.name === key);
    if (field === undefined) return { ok: false, path: [...path, key] };
    const read = readDraft(field.node, member, [...path, key]);
    if (!read.ok) return read;
    drafts[key] = read.draft;
  }
  for (const field of fields) drafts[field.name] ??= fieldDraft({ ...field, initial: undefined });
  return { ok: true, draft: { kind: 'object', fields: { ...drafts } } };
}

function readVariant(variants: Variant[], value: JsonValue, path: string[]): Read {
  const tagged = variants.findIndex(
    ({ tag }) => tag !== null && isObject(value) && value[tag.key] === tag.value,
  );
  const candidates = tagged >= 0 ? [tagged] : variants.map((_, index) => index);
  let first: Read = { ok: false, path };
  for (const index of candidates) {
    const variant = variants[index];
    if (variant === undefined) continue;
    const read = readDraft(variant.node, value, path);
    if (!read.ok) {
      if (tagged >= 0) first = read;
      continue;
    }
    const drafts = variants.map((other, at) => (at === index ? read.draft : emptyDraft(other.node)));
    return { ok: true, draft: { kind: 'variant', index, drafts } };
  }
  return first;
}
