import type { ApprovalChannels, ApprovalEvents, PanelChannels, PanelEvents } from './channels.ts';
import type { Answer } from './errors.ts';

type Method<C extends { request: unknown; response: unknown }> = void extends C['request']
  ? (request?: Exclude<C['request'], void>) => Promise<Answer<C['response']>>
  : (request: C['request']) => Promise<Answer<C['response']>>;

type Subscribe<E> = (callback: (ids: E) => void) => () => void;

type Feature<N extends string> = N extends `${infer F}.${string}` ? F : never;
type Methods<F extends string> = {
  [N in keyof PanelChannels as N extends `${F}.${infer M}` ? M : never]: Method<PanelChannels[N]>;
};
type Subscriptions<F extends string> = {
  [N in keyof PanelEvents as N extends `${F}.${infer M}` ? M : never]: Subscribe<PanelEvents[N]>;
};

/** `window.executionLayer`, derived from the channel list. */
export type ExecutionLayerApi = {
  [F in Feature<keyof PanelChannels>]: Methods<F> & Subscriptions<F>;
};

/** `window.executionLayerApproval`, derived from the channel list. */
export type ExecutionLayerApprovalApi = {
  [N in keyof ApprovalChannels]: Method<ApprovalChannels[N]>;
} & { [N in keyof ApprovalEvents]: Subscribe<ApprovalEvents[N]> };
