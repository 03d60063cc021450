/** Control plane protection: `copp-add`, `copp-del`, `copp-list`, `ls-copp-add`, `lr-copp-add`. */
import { always, argument, type Command, CommandError, type Draft } from '#ctl';
import { Copp, Logical_Router, Logical_Switch } from '#schemas/northbound';
import { notFound, routerNamed, switchNamed } from '../named-row.js';

const protocols: readonly string[] = [
  'arp',
  'arp-resolve',
  'dhcpv4-opts',
  'dhcpv6-opts',
  'dns',
  'event-elb',
  'icmp4-error',
  'icmp6-error',
  'igmp',
  'nd-na',
  'nd-ns',
  'nd-ns-resolve',
  'nd-ra-opts',
  'tcp-reset',
  'bfd',
  'reject',
  'svc-monitor',
];

function checkProtocol(text: string): void {
  if (protocols.includes(text)) return;
  throw new CommandError(`Invalid control protocol. Allowed values: ${protocols.join(', ')}.`);
}

const needs = always([Copp, 'name', 'meters']);
const policyNamed = (draft: Draft, name: string) => draft.rows(Copp).find((row) => row.name === name);

export const coppCommands: readonly Command[] = [
  {
    name: 'copp-add',
    usage: 'NAME PROTO METER',
    summary: 'lets METER limit the packets of protocol PROTO in policy NAME, which is made if need be.',
    minArguments: 3,
    maxArguments: 3,
    options: [],
    needs,
    run(call, { draft }) {
      const [name = '', protocol = '', meter = ''] = call.arguments;
      checkProtocol(protocol);
      const policy = policyNamed(draft, name);
      if (policy === undefined) draft.insert(Copp, { name, meters: new Map([[protocol, meter]]) });
      else draft.update(Copp, policy._uuid, { meters: new Map([...policy.meters, [protocol, meter]]) });
      return undefined;
    },
  },
  {
    name: 'copp-del',
    usage: 'NAME [PROTO]',
    summary: 'deletes policy NAME, or takes protocol PROTO from it.',
    minArguments: 1,
    maxArguments: 2,
    options: [],
    needs,
    run(call, { draft }) {
      const [name = '', protocol] = call.arguments;
      if (protocol !== undefined) checkProtocol(protocol);
      const policy = policyNamed(draft, name);
      if (policy === undefined) return undefined;
      if (protocol === undefined) draft.delete(Copp, policy._uuid);
      else draft.remove(Copp, policy._uuid, 'meters', [protocol]);
      return undefined;
    },
  },
  {
    name: 'copp-list',
    usage: 'NAME',
    summary: 'prints the protocols and meters of policy NAME.',
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs,
    run(call, { draft, output }) {
      const policy = policyNamed(draft, argument(call, 0));
      for (const [protocol, meter] of policy?.meters ?? []) output.line(`${protocol}: ${meter}`);
      return undefined;
    },
  },
  {
    name: 'ls-copp-add',
    usage: 'NAME SWITCH',
    summary: 'applies policy NAME to SWITCH.',
    minArguments: 2,
    maxArguments: 2,
    options: [],
    needs: always([Copp, 'name'], [Logical_Switch, 'name']),
    run(call, { draft }) {
      const policy = policyNamed(draft, argument(call, 0)) ?? notFound(argument(call, 0), 'copp');
      draft.update(Logical_Switch, switchNamed(draft, argument(call, 1))._uuid, { copp: policy._uuid });
      return undefined;
    },
  },
  {
    name: 'lr-copp-add',
    usage: 'NAME ROUTER',
    summary: 'applies policy NAME to ROUTER.',
    minArguments: 2,
    maxArguments: 2,
    options: [],
    needs: always([Copp, 'name'], [Logical_Router, 'name']),
    run(call, { draft }) {
      const policy = policyNamed(draft, argument(call, 0)) ?? notFound(argument(call, 0), 'copp');
      draft.update(Logical_Router, routerNamed(draft, argument(call, 1))._uuid, { copp: policy._uuid });
      return undefined;
    },
  },
];
