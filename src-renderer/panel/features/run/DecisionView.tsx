import type { Decision } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { IconBan, IconCheck, IconCircleDashed } from '../../../ui/icons.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { Section } from '../../../ui/Section.tsx';
import { decidedByWords, whichDecided } from './decided-by.ts';

const SHAPE = { allow: IconCheck, ask: IconCircleDashed, deny: IconBan };
const TONE = { allow: 'good', ask: 'warn', deny: 'bad' } as const;

export function DecisionView({ decision }: { decision: Decision }) {
  const Shape = SHAPE[decision.verdict];
  const which = whichDecided(decision.decidedBy);
  return (
    <Section
      title={texts.run.decision}
      aside={
        <>
          <Badge tone={TONE[decision.verdict]} icon={<Shape size={12} stroke={2.25} aria-hidden />}>
            {texts.run.verdicts[decision.verdict]}
          </Badge>
          <span className="el-dim el-small">
            {texts.run.decidedBy} <InertText text={decidedByWords(decision.decidedBy)} />
            {which !== null && (
              <>
                {' '}
                <code className="el-code-plain">
                  <InertText text={which} />
                </code>
              </>
            )}
          </span>
        </>
      }
    >
      <p>
        <InertText text={decision.why} />
      </p>
    </Section>
  );
}
