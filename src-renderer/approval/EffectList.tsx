import type { JsonValue } from '../../src-preload/contract/json.ts';
import type { ApprovalView, Effect } from '../../src-preload/contract/types.ts';
import { SafeText } from './SafeText.tsx';
import type { Masks } from './secrets.ts';
import { texts } from '../texts/approval-window.ts';

/** Every effect of the plan, in order, its target whole. */
export function EffectList({
  effects,
  masks,
}: {
  effects: readonly { effect: Effect; index: number }[];
  masks: Masks;
}) {
  return (
    <section aria-labelledby="ap-effects">
      <h2 id="ap-effects">{texts.effects.title}</h2>
      {effects.length === 0 && <p className="el-dim">{texts.effects.none}</p>}
      <ol className="ap-rows">
        {effects.map(({ effect, index }, row) => (
          <li key={index} className="ap-row">
            <span className="ap-count" aria-hidden>
              {row + 1}
            </span>
            <span className="ap-kind">{texts.effects.kinds[effect.kind]}</span>
            <span className="ap-what">
              <span className="ap-target">
                <SafeText text={effect.target} masks={masks.target(index)} />
              </span>
              {effect.detail !== '' && (
                <span className="ap-detail">
                  <SafeText text={effect.detail} masks={masks.detail(index)} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A batch's steps: each with its tool, from the arguments, and what its plan says. */
export function StepList({ view, masks }: { view: ApprovalView; masks: readonly string[] }) {
  const tools = stepTools(view.args);
  const lines = view.plan.summary.split('\n');
  // One numbered line a step; words that do not keep to that are shown as they are, beside no tool.
  const fits =
    lines.length === tools.length && lines.every((line, index) => line.startsWith(`${index + 1}. `));
  if (!fits) {
    return (
      <p className="ap-summary">
        <SafeText text={view.plan.summary} masks={masks} />
      </p>
    );
  }
  return (
    <section aria-labelledby="ap-steps">
      <h2 id="ap-steps">{texts.batch.title}</h2>
      <ol className="ap-rows">
        {lines.map((line, index) => (
          <li key={index} className="ap-row" data-step>
            <span className="ap-count" aria-hidden>
              {index + 1}
            </span>
            <span className="ap-what">
              <span className="ap-target">
                <SafeText text={tools[index] ?? ''} />
              </span>
              <span className="ap-detail">
                <SafeText text={line.slice(`${index + 1}. `.length)} masks={masks} />
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function stepTools(args: JsonValue): string[] {
  const steps = typeof args === 'object' && args !== null && !Array.isArray(args) ? args['steps'] : null;
  if (!Array.isArray(steps)) return [];
  return steps.map((step) => {
    const tool = typeof step === 'object' && step !== null && !Array.isArray(step) ? step['tool'] : null;
    return typeof tool === 'string' ? tool : '';
  });
}
