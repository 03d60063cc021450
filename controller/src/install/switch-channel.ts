import type { FlowMod, FlowStats, GroupDescription, GroupMod, MeterConfig, MeterMod } from '#openflow';

/** What became of a bundle. */
export type BundleResult =
  | { readonly status: 'committed' }
  /** The switch refused it; `refusals` are the places of the messages that it did not like, as far as it said which. */
  | {
      readonly status: 'refused';
      readonly refusals: readonly { readonly index: number; readonly error: string }[];
      readonly error: string;
    }
  /** The connection ended before an answer. */
  | { readonly status: 'lost' };

/** The switch as the installer sees it. io/switch-connection.ts makes one of an OpenFlow connection, tests of a map. */
export interface SwitchChannel {
  /** All flows that are installed. */
  dumpFlows(): Promise<readonly FlowStats[]>;
  dumpGroups(): Promise<readonly GroupDescription[]>;
  dumpMeters(): Promise<readonly MeterConfig[]>;
  /** Carries out all changes in order, or none; resolves after a barrier. */
  bundle(changes: readonly (FlowMod | GroupMod)[]): Promise<BundleResult>;
  meter(change: MeterMod): void;
  flushZone(zone: number): void;
}
