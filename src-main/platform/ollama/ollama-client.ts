import type { OllamaClient, RunScope } from '../platform.ts';
import { chat, listModels, type Reachable } from './ollama-api.ts';

/** Ollama for one run: ends with it, and reports what it asks. */
export function createOllamaClient(scope: RunScope, at: Reachable): OllamaClient {
  const report = (detail: string): void => scope.report({ kind: 'network', target: at.url, detail });
  return {
    models: (signal) => {
      report('GET /api/tags');
      return listModels(at, AbortSignal.any([scope.signal, signal]));
    },
    chat: (asked, onText, signal) => {
      report(`POST /api/chat, model ${asked.model}`);
      return chat(at, asked, onText, AbortSignal.any([scope.signal, signal]));
    },
  };
}
