import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import type { RuleMatch, ToolInfo } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { valueOr } from '../../state/loadable.ts';
import { useRuleDraft } from '../../state/rule-draft.ts';
import { useSettings } from '../../state/settings.ts';
import { useTools } from '../../state/tools.ts';
import { placed } from '../../state/wanted.ts';
import { EMPTY_DRAFT, lengthOf, lengthsFor, matchOf, type DraftProblem } from './draft.ts';
import { Proposed } from './Proposed.tsx';
import classes from './rules.module.css';
import { Tried } from './Tried.tsx';

const words = texts.rules.draft;
const NO_TOOLS: ToolInfo[] = [];
const NO_ROOTS: string[] = [];

function optionOf(tool: ToolInfo): { value: string; label: string; disabled: boolean } {
  const { name, askAlways, availability } = tool;
  const label = askAlways ? words.asksAlways(name) : availability.ok ? name : words.unavailable(name);
  return { value: name, label, disabled: askAlways === true || !availability.ok };
}

/** A rule to be: how narrow, how long; tried on what has run, then proposed, which asks. */
export function DraftForm() {
  const id = useId();
  const { draft, proposal, trial } = useRuleDraft();
  const { edit, tryOut, propose, reset } = useRuleDraft.getState();
  const tools = useTools((state) => valueOr(state.tools, NO_TOOLS));
  const roots = useSettings((state) => valueOr(state.settings, null)?.workspace_roots ?? NO_ROOTS);
  const tool = tools.find(({ name }) => name === draft.tool);
  const checked = matchOf(draft);
  const match: RuleMatch | null = 'match' in checked ? checked.match : null;
  const problems: DraftProblem[] = 'problems' in checked ? checked.problems : [];
  const folderProblem = problems.find((problem) => problem !== 'host');
  // While a field is wrong, the width is not known: the narrow lengths would promise too much.
  const lengths = tool === undefined ? [] : lengthsFor(match ?? {}, tool.risk);
  const longest = lengths.at(-1) ?? 0;
  const seconds = lengthOf(draft, lengths);
  const ready = tool !== undefined && match !== null;
  const begun = JSON.stringify(draft) !== JSON.stringify(EMPTY_DRAFT);

  const run = (then: (match: RuleMatch) => Promise<void>): void => {
    if (ready) void then(match);
  };
  return (
    <section className={classes.draft} aria-labelledby={id} {...placed('rule-draft')}>
      <h2 id={id} className={classes.draftTitle}>
        {words.title}
      </h2>
      <p className="el-dim">{words.what}</p>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (trial.state !== 'trying') run(tryOut);
        }}
      >
        <NativeSelect
          label={words.tool}
          value={draft.tool}
          onChange={(event) => edit({ tool: event.currentTarget.value })}
          data={[{ value: '', label: words.choose, disabled: true }, ...tools.map(optionOf)]}
        />
        <NativeSelect
          label={words.caller}
          value={draft.caller}
          onChange={(event) => edit({ caller: event.currentTarget.value })}
          data={[
            { value: '', label: words.anyone },
            { value: 'panel', label: words.callers.panel },
            { value: 'tray', label: words.callers.tray },
          ]}
        />
        <TextInput
          label={words.host}
          description={words.hostWhat}
          placeholder={words.hostPlaceholder}
          classNames={{ input: classes.mono }}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={draft.host}
          error={problems.includes('host') ? words.problems.host : undefined}
          onChange={(event) => edit({ host: event.currentTarget.value })}
        />
        <Suggested values={roots}>
          {(list) => (
            <TextInput
              label={words.folder}
              description={words.folderWhat}
              placeholder={words.folderPlaceholder}
              classNames={{ input: classes.mono }}
              list={list}
              autoComplete="off"
              spellCheck={false}
              maxLength={4000}
              value={draft.folder}
              error={folderProblem && words.problems[folderProblem]}
              onChange={(event) => edit({ folder: event.currentTarget.value })}
            />
          )}
        </Suggested>
        <NativeSelect
          label={words.lasts}
          disabled={tool === undefined}
          description={longest > 0 && longest < 90 * 86_400 ? words.longest : undefined}
          inputWrapperOrder={['label', 'input', 'description']}
          value={String(seconds)}
          onChange={(event) => edit({ expiresInS: Number(event.currentTarget.value) })}
          data={[
            ...lengths.map((length) => ({ value: String(length), label: words.lengths(length) })),
            ...(tool === undefined ? [{ value: '0', label: words.noTool }] : []),
          ]}
        />
        <div className={classes.buttons}>
          <BusyButton
            type="submit"
            size="sm"
            variant="default"
            disabled={!ready}
            busy={trial.state === 'trying'}
            title={words.tryHint}
          >
            {words.tryOut}
          </BusyButton>
          <BusyButton
            size="sm"
            disabled={!ready}
            busy={proposal.state === 'asking'}
            title={words.proposeHint}
            onClick={() => run((wanted) => propose(wanted, seconds))}
          >
            {words.propose}
          </BusyButton>
          {begun && (
            <Button size="sm" variant="subtle" color="gray" onClick={reset}>
              {texts.tools.reset}
            </Button>
          )}
        </div>
      </form>
      <Proposed proposal={proposal} />
      <Tried trial={trial} />
    </section>
  );
}

function Suggested({ values, children }: { values: string[]; children: (list: string) => ReactNode }) {
  const id = useId();
  return (
    <div>
      {children(id)}
      <datalist id={id}>
        {values.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </div>
  );
}
