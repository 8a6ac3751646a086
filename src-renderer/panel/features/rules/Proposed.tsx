import { texts } from '../../../texts.ts';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { InertText } from '../../../ui/InertText.tsx';
import { Note } from '../../../ui/Note.tsx';
import { useRuleDraft, type Proposal } from '../../state/rule-draft.ts';
import { AskingNote } from '../approvals/AskingNote.tsx';

const words = texts.rules.draft;

/** What became of a proposed rule: being asked, made, refused. */
export function Proposed({ proposal }: { proposal: Proposal }) {
  const { dismiss } = useRuleDraft.getState();
  switch (proposal.state) {
    case 'none':
      return null;
    case 'asking':
      return <AskingNote asked={{ tool: 'rules.propose', key: `rule for ${proposal.tool}` }} />;
    case 'made':
      return (
        <Note tone="info" live="polite" title={words.made} onDismiss={dismiss}>
          <InertText text={proposal.rule.words} />
        </Note>
      );
    case 'failed':
      return <ErrorNote title={words.refused} error={proposal.error} onDismiss={dismiss} />;
  }
}
