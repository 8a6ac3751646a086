import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import type { z } from 'zod';
import { APPROVAL_SCHEMAS, PANEL_SCHEMAS } from '../../../src-preload/contract/schemas/index.ts';
import { formsOf, membersOf, object, schemaOf } from './schema-members.ts';

const FOLDER = resolve(import.meta.dirname, '../../../src-preload/contract');

/** docs/contract.md, from the channel list, the schemas that requests are checked with, and the types. */
export function contractReference(): string {
  const { interfaces } = read('channels.ts');
  return `# Contract

What the pages can ask of the app's main process, and what others drive it by. This page is made from
\`src-preload/contract\` (\`npm run docs\`): names and shapes may be added; none is renamed or taken away.

Every method takes one object (or nothing) and resolves to \`{ok: true, value}\` or
\`{ok: false, error: {code, message, details?}}\`; it never rejects. A member that is not named here is refused with \`bad_request\`, inside
\`args\` of a run with \`invalid_args\`. \`on…\` methods take a callback, return the function that ends the subscription, and carry ids
only: ask again for what you need.

Times are epoch seconds, durations end in \`Ms\` or \`S\`, hashes are sha256 in hex.

## \`window.executionLayer\`

${methods(interfaces.get('PanelChannels'), PANEL_SCHEMAS)}

### Events

${events(interfaces.get('PanelEvents'))}

## \`window.executionLayerApproval\`

In the approval window only, and only in its top frame.

${methods(interfaces.get('ApprovalChannels'), APPROVAL_SCHEMAS)}

### Events

${events(interfaces.get('ApprovalEvents'))}

## Types

${typeFiles().map(typesOf).join('\n\n')}
`;
}

interface Source {
  file: ts.SourceFile;
  interfaces: Map<string, ts.InterfaceDeclaration>;
}

function read(name: string): Source {
  const file = ts.createSourceFile(
    name,
    readFileSync(join(FOLDER, name), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = file.statements.filter(ts.isInterfaceDeclaration);
  return { file, interfaces: new Map(found.map((each) => [each.name.text, each])) };
}

/** Every file of types below the contract: where each stands is no part of it. */
function typeFiles(): string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^(?:schemas\b|api\.ts|channels\.ts)/.test(name))
    .sort((a, b) => a.localeCompare(b, 'en'));
}

function typesOf(name: string): string {
  const { file } = read(name);
  const told = file.statements.filter(
    (statement) => isExported(statement) && !ts.isExportDeclaration(statement),
  );
  return told
    .map((statement) => `\`\`\`ts\n${textOf(statement).replace(/^export /m, '')}\n\`\`\``)
    .join('\n\n');
}

/** A declaration with its docstring, without the body of a function. */
function textOf(statement: ts.Statement): string {
  if (ts.isFunctionDeclaration(statement) && statement.body !== undefined)
    return statement.getFullText().slice(0, -statement.body.getFullText().length).trim();
  return statement.getFullText().trim();
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

type Schemas = Record<string, { request: z.ZodType }>;

function methods(channels: ts.InterfaceDeclaration | undefined, schemas: Schemas): string {
  return signatures(channels)
    .map(({ name, type, words }) => {
      const [request, response] = ['request', 'response'].map((key) => memberOf(type, key));
      const schema = schemas[name]?.request;
      if (request === undefined || response === undefined || schema === undefined)
        throw new Error(`${name} has no request, no response or no schema.`);
      const asked = request.replace(/ \| void$/, '');
      const given = asked === request ? 'request' : 'request?';
      const limits = limitsOf(schema);
      return [
        `### \`${name}\``,
        ...(words === '' ? [] : [words]),
        `\`\`\`ts\n(${asked === 'void' ? '' : `${given}: ${asked}`}) => ${response}\n\`\`\``,
        ...(limits === '' ? [] : [`Limits: ${limits}.`]),
      ].join('\n\n');
    })
    .join('\n\n');
}

/** What the types don't say of a request: how long and how many. Those of an object in it stand where it is the request. */
function limitsOf(schema: z.ZodType): string {
  const told = formsOf(schemaOf(schema, 'input')).flatMap((form) => {
    const own = Object.keys(object(form['properties']) ?? {});
    return membersOf(form).filter(({ path }) => own.includes(path));
  });
  const limited = told.filter(({ type }) => /\d/.test(type));
  // What the values of a list may be is in its type.
  const lines = limited.map(({ path, type }) => `\`${path}\` ${type.replace(/ of `.*$/, '')}`);
  return [...new Set(lines)].join('; ');
}

function events(list: ts.InterfaceDeclaration | undefined): string {
  return signatures(list)
    .map(({ name, type, words }) => `- \`${name}\` \`${type.getText()}\`${words === '' ? '' : `: ${words}`}`)
    .join('\n');
}

function signatures(
  list: ts.InterfaceDeclaration | undefined,
): { name: string; type: ts.TypeNode; words: string }[] {
  if (list === undefined) throw new Error('The channel list is not where it was.');
  return list.members.filter(ts.isPropertySignature).flatMap((member) => {
    const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
    return member.type === undefined ? [] : [{ name, type: member.type, words: wordsOf(member) }];
  });
}

function wordsOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map((each) => ts.getTextOfJSDocComment(each.comment) ?? '')
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text of a member of a type literal, its own docstrings with it. */
function memberOf(type: ts.TypeNode, key: string): string | undefined {
  const members = ts.isTypeLiteralNode(type) ? type.members.filter(ts.isPropertySignature) : [];
  return members.find((member) => member.name.getText() === key)?.type?.getText();
}
