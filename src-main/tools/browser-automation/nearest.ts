import type { Hider } from '../../platform/marked-secrets.ts';

/** An element of a page, as it is told of where none matched. All of it is the page's word. */
export interface Near {
  kind: string;
  name: string;
  id: string;
  testId: string | null;
  field: string | null;
}

/** What of a page comes nearest to an element that was not found. Runs in the page. */
export function nearestElements(root: Element, { words, limit }: { words: string; limit: number }): Near[] {
  const INTERESTING =
    'a[href], button, input, select, textarea, label, summary, h1, h2, h3, [role], [data-testid], [contenteditable], [id]';
  const MOST = 1_000;
  const cut = (text: string | null): string | null => text && text.slice(0, MOST);
  const pairs = (text: string): Set<string> => {
    const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
    return new Set(
      Array.from({ length: Math.max(0, plain.length - 1) }, (_none, at) => plain.slice(at, at + 2)),
    );
  };
  const wanted = pairs(words);
  const all: Element[] = [];
  const gather = (from: Document | ShadowRoot | Element): void => {
    for (const element of from.querySelectorAll('*')) {
      if (all.length > 5_000) return;
      if (element.matches(INTERESTING)) all.push(element);
      if (element.shadowRoot) gather(element.shadowRoot);
    }
  };
  gather(root);
  const described = all.map((element) => {
    const name =
      element.getAttribute('aria-label') ??
      (element as HTMLInputElement).labels?.[0]?.textContent ??
      element.getAttribute('placeholder') ??
      element.textContent;
    const near: Near = {
      kind: cut(element.getAttribute('role')) ?? element.tagName.toLowerCase(),
      name: cut(name.trim().replace(/\s+/g, ' ')) ?? '',
      id: cut(element.id) ?? '',
      testId: cut(element.getAttribute('data-testid')),
      field: cut(element.getAttribute('name')),
    };
    const { kind, id, testId, field } = near;
    const start = near.name.slice(0, 60);
    const own = pairs(
      `${start} ${kind} ${id} ${testId ?? ''} ${field ?? ''} ${cut(element.getAttribute('class')) ?? ''}`,
    );
    const shared = [...wanted].filter((pair) => own.has(pair)).length;
    return { near, score: (2 * shared) / (wanted.size + own.size || 1) };
  });
  const best = described.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  // Several may come to the same words.
  return best.slice(0, 4 * limit).map(({ near }) => near);
}

/** Such elements in words, hidden, each once, at most `limit` of them. What is no such list is none. */
export function nearWords(given: unknown, limit: number, hide: Hider): string[] {
  if (!Array.isArray(given)) return [];
  const part = (text: unknown, max: number): string | null =>
    typeof text === 'string' ? hide.cut(text.slice(0, 10_000), max, { isCut: text.length >= 1_000 }) : null;
  const words = (given as (Partial<Near> | null)[]).map((near) => {
    const [kind, name, id] = [part(near?.kind, 40), part(near?.name, 60), part(near?.id, 60)];
    const [testId, field] = [part(near?.testId, 60), part(near?.field, 60)];
    return [
      kind ?? 'element',
      name === null || name === '' ? '' : ` "${name}"`,
      id === null || id === '' ? '' : ` #${id}`,
      testId === null ? '' : ` [data-testid="${testId}"]`,
      field === null ? '' : ` [name="${field}"]`,
    ].join('');
  });
  return [...new Set(words)].slice(0, limit);
}
