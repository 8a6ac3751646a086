/*
 * The few shapes of this page, drawn here: the icon set would be more code than the page itself. Each stands beside its
 * word, or on a button that has a name, and is hidden from readers.
 */
import type { Risk } from '../../src-preload/contract/types.ts';

function Shape({ path }: { path: string }) {
  return (
    <svg
      aria-hidden
      width="14"
      height="14"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={path} />
    </svg>
  );
}

const CIRCLE = 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0';
const OCTAGON = 'M8 2.8h8l5.2 5.2v8l-5.2 5.2h-8l-5.2 -5.2v-8z';
const TRIANGLE = 'M12 3.5l9.5 16.5h-19z';

const RISK_PATH: Record<Risk, string> = {
  low: CIRCLE,
  medium: `${TRIANGLE}M12 10v4M12 17v.01`,
  high: `${OCTAGON}M12 7.5v5M12 16v.01`,
};

/** Another shape for each risk: not told by the colour alone. */
export const RiskShape = ({ risk }: { risk: Risk }) => <Shape path={RISK_PATH[risk]} />;
export const IconWarning = () => <Shape path={`${TRIANGLE}M12 10v4M12 17v.01`} />;
export const IconChevronLeft = () => <Shape path="M15 6l-6 6l6 6" />;
export const IconChevronRight = () => <Shape path="M9 6l6 6l-6 6" />;
export const IconClock = () => <Shape path={`${CIRCLE}M12 7v5l3 3`} />;
