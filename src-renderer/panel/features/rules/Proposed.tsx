import { texts } from '../../../texts/panel.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { useRuleDraft, type Proposal } from '../../state/rule-draft.ts';
import { AskingNote } from '../approvals/AskingNote.tsx';

const words = texts.rules.draft;

/** What became of a proposed rule: being asked, made, refused. */
export function Proposed({ proposal }: { proposal: Proposal }) {
  const { dismiss } = useRuleDraft.getState();
  switch (proposal.state) {
    // A new rule is told by a message of its own, wherever it was made, with the way back.
    case 'made':
    case 'none':
      return null;
    case 'asking':
      return <AskingNote asked={{ tool: 'rules.propose', key: `rule for ${proposal.tool}` }} />;
    case 'failed':
      return <ErrorNote title={words.refused} error={proposal.error} onDismiss={dismiss} />;
  }
}
