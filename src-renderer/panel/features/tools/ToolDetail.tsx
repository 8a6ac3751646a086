import type { ToolInfo } from '../../../../src-preload/contract/types.ts';
import { texts } from '../../../texts/panel.ts';
import { RiskBadge } from '../../../ui/Badge.tsx';
import { Note } from '../../../ui/Note.tsx';
import { RunPanel } from './RunPanel.tsx';
import classes from './tools.module.css';

export function ToolDetail({ tool }: { tool: ToolInfo }) {
  return (
    <div className={classes.detail}>
      <header className={classes.head}>
        <h2 className={classes.title} translate="no">
          {tool.name}
        </h2>
        <RiskBadge risk={tool.risk} />
        <span className="el-dim el-small">
          {texts.tools.version} {tool.version}
        </span>
      </header>
      <p className={classes.description} translate="no">
        {tool.description}
      </p>
      {tool.aliases.length > 0 && (
        <p className="el-dim el-small">
          {texts.tools.aliases}{' '}
          {tool.aliases.map((alias) => (
            <code key={alias} className="el-code-plain">
              {alias}{' '}
            </code>
          ))}
        </p>
      )}
      {!tool.availability.ok && (
        <div className={classes.note}>
          <Note tone="warn" title={`${texts.tools.unavailable}: ${tool.availability.reason}`}>
            {tool.availability.fix}
          </Note>
        </div>
      )}
      <RunPanel tool={tool} />
    </div>
  );
}
