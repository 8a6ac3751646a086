import type { Tool } from './tool.ts';

/** Finds tools by name or older name. Tools are handed in, so that a test or a bench can add its own. */
export class ToolCatalogue {
  readonly tools: readonly Tool[];
  readonly #byName = new Map<string, Tool>();

  /** @throws Error when two tools claim one name: which of them would run must never be a matter of order. */
  constructor(tools: readonly Tool[]) {
    this.tools = tools;
    for (const tool of tools) {
      for (const name of [tool.name, ...tool.aliases]) {
        if (this.#byName.has(name)) throw new Error(`Two tools are named ${name}.`);
        this.#byName.set(name, tool);
      }
    }
  }

  find(nameOrAlias: string): Tool | undefined {
    return this.#byName.get(nameOrAlias);
  }
}
