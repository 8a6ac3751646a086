import { useEffect, useState } from 'react';
import type { JsonObject } from '../../../../src-preload/contract/json.ts';
import type { ToolInfo } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { Disclosure } from '../../../ui/Disclosure.tsx';
import { ErrorNote } from '../../../ui/ErrorNote.tsx';
import { head } from '../../../ui/inert.ts';
import { InertText } from '../../../ui/InertText.tsx';
import { SkeletonRows } from '../../../ui/SkeletonRows.tsx';
import { Time } from '../../../ui/Time.tsx';
import { draftOf, isEntered, useDrafts } from '../../state/drafts.ts';
import { LOADING, settle, type Loadable } from '../../state/loadable.ts';
import { fetchRecents, type Recent } from '../../state/recents.ts';
import { tell } from '../../state/toasts.ts';
import classes from './fill-in.module.css';

const words = texts.tools.fill;
/** More of the arguments than this is no help in telling them apart. */
const SHOWN_CHARS = 160;

/** Puts arguments into the form. What had been entered is there again at a press. */
function fillIn(tool: ToolInfo, args: JsonObject): void {
  const { byTool, dispatch } = useDrafts.getState();
  const before = draftOf(byTool, tool);
  dispatch(tool, { type: 'fill', args });
  if (!isEntered(before)) return;
  tell({
    tone: 'info',
    title: words.done(tool.name),
    undo: { label: words.back, run: () => dispatch(tool, { type: 'restore', draft: before }) },
  });
}

/** Arguments to begin from: the tool's examples, and what it was used with of late. */
export function FillIn({ tool }: { tool: ToolInfo }) {
  return (
    <Disclosure label={words.title}>
      <Choices tool={tool} />
    </Disclosure>
  );
}

function Choices({ tool }: { tool: ToolInfo }) {
  const [recents, setRecents] = useState<Loadable<Recent[]>>(LOADING);
  const [tries, setTries] = useState(0);
  const { name } = tool;
  useEffect(() => {
    let gone = false;
    void fetchRecents(name).then((answer) => {
      if (!gone) setRecents((before) => settle(before, answer));
    });
    return () => {
      gone = true;
    };
  }, [name, tries]);
  const examples = tool.examples ?? [];
  return (
    <div className={classes.choices}>
      {examples.length > 0 && (
        <>
          <h4 className={classes.title}>{words.examples}</h4>
          <ul className={classes.list} aria-label={words.examples}>
            {examples.map(({ title, args }) => (
              <li key={title}>
                <button type="button" className={classes.choice} onClick={() => fillIn(tool, args)}>
                  <span translate="no">{title}</span>
                  <Args args={args} />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <h4 className={classes.title}>{words.recent}</h4>
      {recents.state === 'loading' && <SkeletonRows count={2} height={28} />}
      {recents.state === 'failed' && (
        <ErrorNote
          title={words.recentFailed}
          error={recents.error}
          onRetry={() => setTries((before) => before + 1)}
        />
      )}
      {recents.state === 'ready' && recents.value.length === 0 && <p className="el-dim">{words.noRecent}</p>}
      {recents.state === 'ready' && recents.value.length > 0 && (
        <ul className={classes.list} aria-label={words.recent}>
          {recents.value.map(({ args, whole, at }) => (
            <li key={JSON.stringify(args)}>
              <button type="button" className={classes.choice} onClick={() => fillIn(tool, args)}>
                <Time at={at} />
                <Args args={args} />
                {!whole && <span className={classes.note}>{words.notWhole}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Args({ args }: { args: JsonObject }) {
  return (
    <code className={classes.args}>
      <InertText text={head(JSON.stringify(args), SHOWN_CHARS)} />
    </code>
  );
}
