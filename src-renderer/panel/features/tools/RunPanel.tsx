import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { Suspense, useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import type { ToolInfo } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { BusyButton } from '../../../ui/BusyButton.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { focusables, focusOn } from '../../../ui/focusable.ts';
import { IconEye, IconPlayerPlay } from '../../../ui/icons.ts';
import { lazyAgain } from '../../../ui/lazy-again.tsx';
import { Section } from '../../../ui/Section.tsx';
import { draftOf, resetDraft, useDrafts } from '../../state/drafts.ts';
import { valueOr } from '../../state/loadable.ts';
import type { RunSession } from '../../state/run-session.ts';
import { sessionOf, useSessions } from '../../state/sessions.ts';
import { useSettings } from '../../state/settings.ts';
import { canRun, plainRun, submitDraft } from '../../state/submit.ts';
import { turnOn, useTools } from '../../state/tools.ts';
import { placed } from '../../state/wanted.ts';
import { AskingNote } from '../approvals/AskingNote.tsx';
import { ArgsForm } from '../form/ArgsForm.tsx';
import { FieldShell } from '../form/FieldShell.tsx';
import { RunProgress } from '../run/RunProgress.tsx';
import { FillIn } from './FillIn.tsx';
import classes from './tools.module.css';
import { WorkspaceHint } from './WorkspaceHint.tsx';

const outcomeModule = () => import('../run/OutcomeView.tsx');
const OutcomeView = lazyAgain(outcomeModule);
const NO_ROOTS: string[] = [];
/** Arguments that name a folder inside a workspace: offered the workspaces there are. */
const FOLDER_FIELDS = ['cwd', 'workspace', 'folder'];

/**
 * Each time mistakes were looked for, the first that was found gets the keyboard; `told` counts those times. `refused`: where
 * it is said that main refused the arguments, for what it refused that no field has.
 */
function useFirstMistake(
  form: RefObject<HTMLFormElement | null>,
  told: number,
  refused: RefObject<HTMLElement | null> | null,
): void {
  const seen = useRef(told);
  useEffect(() => {
    if (seen.current === told) return;
    seen.current = told;
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-wrong], [data-fix]');
    if (wrong) focusOn(focusables(wrong)[0] ?? wrong);
    else if (refused?.current) focusOn(refused.current);
  }, [form, told, refused]);
}

/** Under a long form, what goes on and what came of it would be out of sight. */
function useIntoView(place: RefObject<HTMLElement | null>, session: RunSession): void {
  const { phase } = session;
  const seen = useRef(phase);
  const wrong = session.phase === 'done' && session.outcome.status === 'invalid_args';
  useEffect(() => {
    if (seen.current === phase) return undefined;
    seen.current = phase;
    // What main found wrong with the arguments is shown at the fields.
    if (phase === 'idle' || wrong) return undefined;
    let gone = false;
    const show = (): void =>
      void requestAnimationFrame(() => !gone && place.current?.scrollIntoView({ block: 'nearest' }));
    show();
    // Where it cannot be loaded, that is said in its place.
    if (phase === 'done') void outcomeModule().then(show, show);
    return () => {
      gone = true;
    };
  }, [phase, wrong, place]);
}

/** The arguments, the two buttons, and what came of them. */
export function RunPanel({ tool }: { tool: ToolInfo }) {
  const draft = useDrafts((state) => draftOf(state.byTool, tool));
  const dispatch = useDrafts((state) => state.dispatch);
  const session = useSessions((state) => sessionOf(state.byTool, tool.name));
  const { cancel, clear } = useSessions.getState();
  const roots = useSettings((state) => valueOr(state.settings, null)?.workspace_roots ?? NO_ROOTS);
  const dryByDefault = useSettings((state) => valueOr(state.settings, null)?.dry_run_default ?? false);
  const form = useRef<HTMLFormElement>(null);
  const below = useRef<HTMLDivElement>(null);

  const ready = canRun(tool, session);
  const usable = tool.enabled && tool.availability.ok;
  const submit = (dryRun: boolean | undefined): void => void submitDraft(tool, dryRun);
  const run = (): void => submit(plainRun());
  const invalid = session.phase === 'done' && session.outcome.status === 'invalid_args';
  useFirstMistake(form, draft.told, invalid ? below : null);
  useIntoView(below, session);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    run();
  };

  const suggestions = Object.fromEntries(FOLDER_FIELDS.map((name) => [name, roots]));
  const usesFolders =
    draft.node.kind === 'object' && draft.node.fields.some((field) => FOLDER_FIELDS.includes(field.name));
  const hasFields = draft.node.kind !== 'object' || draft.node.fields.length > 0;
  return (
    <>
      <form
        ref={form}
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          // Enter in a field does the harmless one.
          submit(true);
        }}
      >
        <Section
          title={texts.tools.args}
          actions={
            <>
              <Button size="xs" variant="subtle" color="gray" onClick={() => resetDraft(tool)}>
                {texts.tools.reset}
              </Button>
              <SegmentedControl
                size="xs"
                value={draft.mode}
                onChange={(mode) => dispatch(tool, { type: 'mode', mode: mode === 'json' ? 'json' : 'form' })}
                data={[
                  { value: 'form', label: texts.tools.form },
                  { value: 'json', label: texts.tools.json },
                ]}
                aria-label={texts.tools.view}
              />
            </>
          }
        >
          <FillIn tool={tool} />
          {usesFolders && roots.length === 0 && <WorkspaceHint />}
          <div {...placed('tool-form')}>
            {draft.mode === 'json' ? (
              <FieldShell
                label={texts.form.jsonValue}
                description=""
                required
                problem={
                  draft.problems.map((problem) => `${problem.path} ${problem.message}`.trim()).join('\n') ||
                  undefined
                }
              >
                {(described) => (
                  <Textarea
                    {...described}
                    classNames={{ ...described.classNames, input: classes.json ?? '' }}
                    rows={8}
                    spellCheck={false}
                    value={draft.json}
                    onChange={(event) =>
                      dispatch(tool, { type: 'edit-json', json: event.currentTarget.value })
                    }
                  />
                )}
              </FieldShell>
            ) : hasFields ? (
              <ArgsForm
                node={draft.node}
                draft={draft.draft}
                problems={draft.problems}
                suggestions={suggestions}
                onChange={(changed) => dispatch(tool, { type: 'edit', draft: changed })}
              />
            ) : (
              <p className="el-dim">{texts.tools.noArgs}</p>
            )}
          </div>
        </Section>
        <div className={classes.runBar}>
          <BusyButton
            type="submit"
            size="sm"
            variant={dryByDefault ? 'filled' : 'default'}
            disabled={!usable}
            busy={session.phase === 'running'}
            title={texts.tools.dryRunHint}
            leftSection={<IconEye size={14} aria-hidden />}
          >
            {texts.tools.dryRun}
          </BusyButton>
          <BusyButton
            size="sm"
            variant={dryByDefault ? 'default' : 'filled'}
            disabled={!usable}
            busy={session.phase === 'running'}
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            onClick={run}
          >
            {texts.tools.run}
          </BusyButton>
          <TextInput
            className={classes.reason}
            size="sm"
            aria-label={texts.tools.reason}
            placeholder={texts.tools.reasonHint}
            maxLength={4000}
            value={draft.reason}
            onChange={(event) => dispatch(tool, { type: 'reason', reason: event.currentTarget.value })}
          />
        </div>
        {draft.problems.length > 0 && (
          <p className={classes.fix} role="alert" data-fix>
            {texts.tools.fix(draft.problems.length)}
          </p>
        )}
        {!tool.enabled && tool.availability.ok && <OffHint tool={tool} />}
      </form>
      <div aria-live="polite" className="el-visually-hidden">
        {session.phase === 'done' && texts.run.live(texts.statuses[session.outcome.status])}
      </div>
      <div ref={below} className={classes.outcome}>
        {session.phase === 'running' && (
          <RunProgress
            run={session.active}
            cancelling={session.cancelling}
            onCancel={() => void cancel(tool.name)}
          />
        )}
        {session.phase === 'failed' && (
          <ErrorNote
            title={texts.tools.startFailed}
            error={session.error}
            onDismiss={() => clear(tool.name)}
          />
        )}
        {session.phase === 'done' && (
          <Suspense>
            <OutcomeView
              outcome={session.outcome}
              onClear={() => clear(tool.name)}
              after={
                session.outcome.dryRun &&
                session.outcome.status === 'dry_run' && (
                  <div className={classes.goOn}>
                    {session.askedDry ? null : <span>{texts.tools.byDefault}</span>}
                    <Button size="xs" variant="default" disabled={!ready} onClick={() => submit(false)}>
                      {texts.tools.runForReal}
                    </Button>
                  </div>
                )
              }
            />
          </Suspense>
        )}
      </div>
    </>
  );
}

function OffHint({ tool }: { tool: ToolInfo }) {
  const setEnabled = useTools((state) => state.setEnabled);
  const saving = useTools((state) => state.toggles[tool.name]?.state === 'saving');
  if (saving) return <AskingNote asked={turnOn(tool.name)} />;
  return (
    <p className={classes.off}>
      {texts.tools.offReason}{' '}
      <Button size="xs" variant="default" onClick={() => void setEnabled(tool.name, true)}>
        {texts.tools.turnOn}
      </Button>
    </p>
  );
}
