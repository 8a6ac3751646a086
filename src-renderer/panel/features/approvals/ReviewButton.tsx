import { Button } from '@mantine/core';
import { texts } from '../../../texts/panel.ts';
import { useApprovals } from '../../state/approvals.ts';

interface Props {
  approvalId: string;
  /** What it is about, for the button's name. */
  what: string;
  primary?: boolean;
}

/** Raises the approval window on one question. Nothing here can answer it. */
export function ReviewButton({ approvalId, what, primary }: Props) {
  return (
    <Button
      size="xs"
      variant={primary ? 'filled' : 'default'}
      aria-label={texts.approvals.reviewOne(what)}
      onClick={() => void useApprovals.getState().review(approvalId)}
    >
      {texts.approvals.review}
    </Button>
  );
}
