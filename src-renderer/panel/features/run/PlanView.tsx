import type { Effect, Plan } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { RiskBadge } from '../../../ui/Badge.tsx';
import { Disclosure } from '../../../ui/Disclosure.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { JsonTree } from '../../../ui/JsonTree.tsx';
import { Note } from '../../../ui/Note.tsx';
import { Section } from '../../../ui/Section.tsx';
import { ShowMore } from '../../../ui/ShowMore.tsx';
import classes from './run.module.css';

/** What a run would do, or did: one line for each effect, its target whole. */
function EffectList({ effects }: { effects: Effect[] }) {
  if (effects.length === 0) return <p className="el-dim">{texts.run.noEffects}</p>;
  return (
    <ShowMore items={effects} first={50}>
      {(shown) => (
        <ul className={classes.effects}>
          {shown.map((effect, index) => (
            <li key={index} className={classes.effect}>
              <span className={classes.kind}>
                <InertText text={effect.kind} />
              </span>
              <span className={classes.target}>
                <InertText text={effect.target} />
              </span>
              {effect.detail !== '' && (
                <span className={classes.detail}>
                  <InertText text={effect.detail} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </ShowMore>
  );
}

interface Props {
  plan: Plan;
  /** The error's message above it, so that a refusal is not told twice. */
  said?: string | undefined;
  /** Without its effects: they are shown beside what was done. */
  bare?: boolean;
}

export function PlanView({ plan, said, bare = false }: Props) {
  return (
    <Section
      title={texts.run.plan}
      aside={
        <>
          <RiskBadge risk={plan.risk} />
          <span className="el-dim el-small">{texts.run.steps(plan.steps)}</span>
        </>
      }
    >
      <p className={classes.summary}>
        <InertText text={plan.summary} />
      </p>
      {plan.refusal && plan.refusal.message !== said && (
        <Note
          tone="bad"
          title={
            <>
              {texts.run.refusal} <code className="el-code">{plan.refusal.guard}</code>
            </>
          }
        >
          <InertText text={plan.refusal.message} />
        </Note>
      )}
      {!bare && <EffectList effects={plan.effects} />}
      {Object.keys(plan.facts).length > 0 && (
        <Disclosure label={texts.run.facts}>
          <JsonTree value={plan.facts} label={texts.run.facts} />
        </Disclosure>
      )}
    </Section>
  );
}
