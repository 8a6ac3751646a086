import type { ExecutionLayerApprovalApi } from '../../src-preload/contract/api.ts';
import { rewriteAll } from '../../src-preload/words/language.ts';

/**
 * The same bridge, which has the page's words in the language of the settings before anything is shown in them. So far there
 * is English, and the pseudo-locale, whose code only it needs.
 */
export function speaking(bridge: ExecutionLayerApprovalApi): ExecutionLayerApprovalApi {
  return {
    ...bridge,
    get: async (request) => {
      const answer = await bridge.get(request);
      if (answer.ok && answer.value.language === 'en-XA')
        rewriteAll((await import('../../src-preload/words/pseudo.ts')).pseudo);
      return answer;
    },
  };
}
