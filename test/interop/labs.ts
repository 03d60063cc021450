import type { VirtualMachine, VirtualMachineSpec } from '#testing';

/** A VM and the host it runs on. */
export interface LabMachine extends VirtualMachineSpec {
  readonly host: 'worker1' | 'worker2';
}

/** What a lab is built on: something that takes nbctl's commands and boots VMs. */
export interface LabNetwork {
  nbctl(args: readonly string[]): Promise<string>;
  boot(spec: LabMachine): Promise<VirtualMachine>;
}

/** A lab of the seeds: what nbctl is told, which VMs run where, and who must reach whom with which time to live. */
export interface Lab {
  readonly name: string;
  readonly commands: readonly string[];
  readonly machines: readonly LabMachine[];
  readonly pings: readonly { readonly from: string; readonly to: string; readonly ttl: number }[];
}

/** "Multinode OVN setup": one switch, two VMs on two hosts. */
export const L2: Lab = {
  name: 'L2',
  commands: [
    'ls-add network1',
    'lsp-add network1 vm1',
    'lsp-add network1 vm2',
    'lsp-set-addresses vm1 40:44:00:00:00:01\\ 192.168.0.11',
    'lsp-set-addresses vm2 40:44:00:00:00:02\\ 192.168.0.12',
  ],
  machines: [
    { name: 'vm1', mac: '40:44:00:00:00:01', ip: '192.168.0.11/24', gateway: '192.168.0.1', host: 'worker1' },
    { name: 'vm2', mac: '40:44:00:00:00:02', ip: '192.168.0.12/24', gateway: '192.168.0.1', host: 'worker2' },
  ],
  pings: [
    { from: 'vm1', to: '192.168.0.12', ttl: 64 },
    { from: 'vm2', to: '192.168.0.11', ttl: 64 },
  ],
};

/** "OVN Routing and ovn-trace": a second switch and a router. Its VM is vm3 here, because network1 keeps vm2. */
export const L3: Lab = {
  name: 'L3',
  commands: [
    'ls-add network2',
    'lsp-add network2 vm3',
    'lsp-set-addresses vm3 40:44:00:00:00:05\\ 192.168.1.11',
    'lr-add router1',
    'lrp-add router1 router1-net1 40:44:00:00:00:03 192.168.0.1/24',
    'lsp-add network1 net1-router1',
    'lsp-set-addresses net1-router1 40:44:00:00:00:03',
    'lsp-set-type net1-router1 router',
    'lsp-set-options net1-router1 router-port=router1-net1',
    'lrp-add router1 router1-net2 40:44:00:00:00:04 192.168.1.1/24',
    'lsp-add network2 net2-router1',
    'lsp-set-addresses net2-router1 40:44:00:00:00:04',
    'lsp-set-type net2-router1 router',
    'lsp-set-options net2-router1 router-port=router1-net2',
  ],
  machines: [{ name: 'vm3', mac: '40:44:00:00:00:05', ip: '192.168.1.11/24', gateway: '192.168.1.1', host: 'worker2' }],
  pings: [
    { from: 'vm1', to: '192.168.1.11', ttl: 63 },
    { from: 'vm3', to: '192.168.0.11', ttl: 63 },
    { from: 'vm2', to: '192.168.1.11', ttl: 63 },
    { from: 'vm1', to: '192.168.0.1', ttl: 254 },
  ],
};

/** The words of a command as the labs write it; `\ ` keeps a space inside a word. */
export function words(command: string): readonly string[] {
  return command.split(/(?<!\\) /).map((word) => word.replaceAll('\\ ', ' '));
}
