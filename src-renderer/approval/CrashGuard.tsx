import { Component, type ReactNode } from 'react';
import { Plain } from './Plain.tsx';
import { texts } from '../texts/approval-window.ts';

/** A page that broke while drawing says so; it has no button that could be pressed by mistake for another. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    const { title, what, retry } = texts.crash;
    return (
      <Plain
        title={title}
        what={what}
        retry={{ words: retry, run: () => this.setState({ crashed: false }) }}
      />
    );
  }
}
