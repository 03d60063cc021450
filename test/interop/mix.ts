import type { Make } from '#testing';

/** What a hypervisor is made of. */
export type HypervisorMix =
  | { readonly datapath: 'open-vswitch'; readonly localDatabase: Make; readonly controller: Make }
  | { readonly datapath: 'embedded'; readonly controller: Make };

/** A mix of C and Heddle programs that must form one working network. */
export interface Mix {
  readonly name: string;
  readonly central: { readonly databases: Make; readonly northd: Make };
  readonly worker1: HypervisorMix;
  readonly worker2: HypervisorMix;
  /** Whose nbctl the labs are typed with. */
  readonly tools: Make;
}

const C_HOST: HypervisorMix = { datapath: 'open-vswitch', localDatabase: 'c', controller: 'c' };
const HEDDLE_ON_OVS: HypervisorMix = { datapath: 'open-vswitch', localDatabase: 'heddle', controller: 'heddle' };

/** The all-C cluster: shows that the harness itself works, and what the others are measured against. */
export const REFERENCE: Mix = {
  name: 'reference: all C',
  central: { databases: 'c', northd: 'c' },
  worker1: C_HOST,
  worker2: C_HOST,
  tools: 'c',
};

/** All Heddle down to the switch, so that every C tool meets one of ours. */
export const TOOLS: Mix = {
  name: 'mix 5: C tools against Heddle',
  central: { databases: 'heddle', northd: 'heddle' },
  worker1: { datapath: 'embedded', controller: 'heddle' },
  worker2: { datapath: 'embedded', controller: 'heddle' },
  tools: 'c',
};

export const MIXES: readonly Mix[] = [
  {
    name: 'mix 1: all Heddle on Open vSwitch',
    central: { databases: 'heddle', northd: 'heddle' },
    worker1: HEDDLE_ON_OVS,
    worker2: HEDDLE_ON_OVS,
    tools: 'heddle',
  },
  {
    name: 'mix 2: C controllers, Heddle databases and northd',
    central: { databases: 'heddle', northd: 'heddle' },
    worker1: C_HOST,
    worker2: C_HOST,
    tools: 'c',
  },
  {
    name: 'mix 3: Heddle controllers, C databases and northd',
    central: { databases: 'c', northd: 'c' },
    worker1: { datapath: 'open-vswitch', localDatabase: 'c', controller: 'heddle' },
    worker2: { datapath: 'open-vswitch', localDatabase: 'c', controller: 'heddle' },
    tools: 'heddle',
  },
  {
    name: 'mix 4: C host with Open vSwitch, Heddle host with the embedded switch',
    central: { databases: 'heddle', northd: 'heddle' },
    worker1: C_HOST,
    worker2: { datapath: 'embedded', controller: 'heddle' },
    tools: 'heddle',
  },
  TOOLS,
  {
    name: 'mix 6: C controller on the embedded switch, Heddle on Open vSwitch',
    central: { databases: 'heddle', northd: 'heddle' },
    worker1: { datapath: 'embedded', controller: 'c' },
    worker2: HEDDLE_ON_OVS,
    tools: 'c',
  },
];
