import type { JsonObject, JsonValue } from '../../../../src-preload/contract/json.ts';
import { asText } from '../../../ui/as-text.ts';
import type { FormField, FormNode, Variant } from './model.ts';

/** Deeper than this, and for shapes that contain themselves, the form offers a JSON field. */
const MAX_DEPTH = 8;
const JSON_NODE: FormNode = { kind: 'json' };

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberOr = <F>(value: JsonValue | undefined, fallback: F): number | F =>
  typeof value === 'number' ? value : fallback;
const stringOr = <F>(value: JsonValue | undefined, fallback: F): string | F =>
  typeof value === 'string' ? value : fallback;
const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);

/**
 * The form of a tool's arguments, from its JSON Schema (draft 2020-12, the part that zod writes). Any keyword or shape that
 * the form has no field for becomes a JSON field: nothing that the tool takes is out of reach.
 */
export function formFromSchema(schema: JsonObject): FormNode {
  return toNode(schema, schema, 0);
}

function resolve(schema: JsonObject, root: JsonObject): JsonObject | null {
  const ref = schema['$ref'];
  if (ref === undefined) return schema;
  if (ref === '#') return root;
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return null;
  let at: JsonValue | undefined = root;
  for (const part of ref.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return isObject(at) ? { ...at, ...without(schema, '$ref') } : null;
}

function without(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** `X | null` is drawn as X that may stay empty. */
function withoutNull(schema: JsonObject): JsonObject {
  const type = schema['type'];
  if (Array.isArray(type)) {
    const types = type.filter((name) => name !== 'null');
    if (types.length === 1) return { ...schema, type: types[0] ?? null };
  }
  for (const key of ['anyOf', 'oneOf']) {
    const options = list(schema[key]);
    const others = options.filter((option) => !(isObject(option) && option['type'] === 'null'));
    const only = others[0];
    if (options.length > others.length && others.length === 1 && isObject(only)) {
      return { ...without(schema, key), ...only };
    }
  }
  return schema;
}

function toNode(schemaOrRef: JsonValue | undefined, root: JsonObject, depth: number): FormNode {
  if (!isObject(schemaOrRef) || depth > MAX_DEPTH) return JSON_NODE;
  const resolved = resolve(schemaOrRef, root);
  if (resolved === null) return JSON_NODE;
  const schema = withoutNull(resolved);

  if (schema['const'] !== undefined) return { kind: 'const', value: schema['const'] };
  if (Array.isArray(schema['enum'])) return { kind: 'enum', options: schema['enum'] };
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(options)) return toVariants(options, root, depth);

  switch (schema['type']) {
    case 'string':
      return {
        kind: 'text',
        format: stringOr(schema['format'], null),
        minLength: numberOr(schema['minLength'], 0),
        maxLength: numberOr(schema['maxLength'], null),
        pattern: stringOr(schema['pattern'], null),
      };
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        integer: schema['type'] === 'integer',
        min: numberOr(schema['minimum'], null),
        max: numberOr(schema['maximum'], null),
        above: numberOr(schema['exclusiveMinimum'], null),
        below: numberOr(schema['exclusiveMaximum'], null),
      };
    case 'boolean':
      return { kind: 'flag' };
    case 'array':
      return toList(schema, root, depth);
    case 'object':
      return isObject(schema['properties'])
        ? { kind: 'object', fields: toFields(schema, schema['properties'], root, depth) }
        : JSON_NODE;
    default:
      return JSON_NODE;
  }
}

function toList(schema: JsonObject, root: JsonObject, depth: number): FormNode {
  if (schema['prefixItems'] !== undefined) return JSON_NODE;
  const item = toNode(schema['items'], root, depth + 1);
  if (item.kind === 'json') return JSON_NODE;
  const min = numberOr(schema['minItems'], 0);
  if (item.kind === 'enum' && item.options.every((option) => typeof option === 'string')) {
    return { kind: 'choices', options: item.options, min };
  }
  return { kind: 'list', item, min, max: numberOr(schema['maxItems'], null) };
}

function toFields(schema: JsonObject, properties: JsonObject, root: JsonObject, depth: number): FormField[] {
  const required = list(schema['required']);
  const drawn = Object.entries(properties).filter(
    // A shorthand for those who write arguments by hand: a second way to say the same is no help in a form.
    ([, property]) => !(isObject(property) && property['x-shorthand'] === true),
  );
  return drawn.map(([name, property]) => {
    const resolved = isObject(property) ? (resolve(property, root) ?? {}) : {};
    return {
      name,
      label: stringOr(resolved['title'], null) ?? labelOf(name),
      description: stringOr(resolved['description'], ''),
      // A default makes a field optional, whichever side of the parser the schema describes.
      required: required.includes(name) && resolved['default'] === undefined,
      initial: resolved['default'],
      node: toNode(property, root, depth + 1),
    };
  });
}

function toVariants(options: JsonValue[], root: JsonObject, depth: number): FormNode {
  const schemas = options.map((option) => (isObject(option) ? resolve(option, root) : null));
  const key = tagKey(schemas);
  const variants: Variant[] = [];
  for (const [index, schema] of schemas.entries()) {
    if (schema === null) return JSON_NODE;
    const node = toNode(schema, root, depth + 1);
    if (node.kind === 'json') return JSON_NODE;
    const value = key === null ? undefined : constOf(schema, key);
    variants.push({
      label:
        value === undefined ? (stringOr(schema['title'], null) ?? plainLabel(node, index)) : asText(value),
      tag: key === null || value === undefined ? null : { key, value, description: describe(schema, key) },
      node,
    });
  }
  const [only] = variants;
  return variants.length === 1 && only !== undefined ? only.node : { kind: 'variant', variants };
}

function constOf(schema: JsonObject, key: string): JsonValue | undefined {
  const properties = schema['properties'];
  const property = isObject(properties) ? properties[key] : undefined;
  return isObject(property) ? property['const'] : undefined;
}

function describe(schema: JsonObject, key: string): string {
  const properties = schema['properties'];
  const property = isObject(properties) ? properties[key] : undefined;
  return isObject(property) ? stringOr(property['description'], '') : '';
}

/** The member that has another constant in each of the shapes: the discriminator. */
function tagKey(schemas: (JsonObject | null)[]): string | null {
  const [first] = schemas;
  const properties = first?.['properties'];
  if (!isObject(properties)) return null;
  for (const key of Object.keys(properties)) {
    const values = schemas.map((schema) => (schema === null ? undefined : constOf(schema, key)));
    if (!values.includes(undefined) && new Set(values).size === schemas.length) return key;
  }
  return null;
}

function plainLabel(node: FormNode, index: number): string {
  return node.kind === 'object' || node.kind === 'variant' ? `${index + 1}` : node.kind;
}

const ACRONYMS = new Set(['url', 'html', 'css', 'id', 'json', 'http', 'ui']);

/** A property's name as a label: `maxBytes` -> "Max bytes", `url` -> "URL". */
export function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => (ACRONYMS.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()));
  const [first = name, ...others] = words;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...others].join(' ');
}
