/** What the ports of logical switches and routers have in common as commands: `lsp-del`, `lrp-del`, `lsp-list`, `lrp-list`. */
import { argument, type Command, CommandError, type Draft, flag, given } from '#ctl';
import type {
  LogicalRouterPortRow,
  LogicalRouterRow,
  LogicalSwitchPortRow,
  LogicalSwitchRow,
} from '#schemas/northbound';
import { listing, notFound } from '../named-row.js';

/** Ports of logical switches, or of logical routers. */
export interface DatapathPortKind<
  Port extends LogicalSwitchPortRow | LogicalRouterPortRow,
  Holder extends LogicalSwitchRow | LogicalRouterRow,
> {
  /** What its commands start with. */
  readonly prefix: 'lsp' | 'lrp';
  /** What the ports are on. */
  readonly noun: 'switch' | 'router';
  readonly needs: Command['needs'];
  find(draft: Draft, name: string): Port | undefined;
  holderOf(draft: Draft, port: Port): Holder | undefined;
  holderNamed(draft: Draft, name: string): Holder;
  portsOf(draft: Draft, holder: Holder): readonly Port[];
  /** Takes the port off its holder and deletes it. */
  remove(draft: Draft, holder: Holder, port: Port): void;
}

export function deletePort<
  Port extends LogicalSwitchPortRow | LogicalRouterPortRow,
  Holder extends LogicalSwitchRow | LogicalRouterRow,
>(kind: DatapathPortKind<Port, Holder>): Command {
  return {
    name: `${kind.prefix}-del`,
    usage: 'PORT',
    summary: `takes PORT off its ${kind.noun} and deletes it.`,
    minArguments: 1,
    maxArguments: 1,
    options: [flag('if-exists')],
    needs: kind.needs,
    run(call, { draft }) {
      const name = argument(call, 0);
      const port = kind.find(draft, name);
      if (port === undefined) {
        if (given(call, 'if-exists')) return undefined;
        notFound(name, 'port');
      }
      const holder = kind.holderOf(draft, port);
      if (holder === undefined) {
        throw new CommandError(`logical port ${name} is not part of any logical ${kind.noun}`);
      }
      kind.remove(draft, holder, port);
      return undefined;
    },
  };
}

export function listPorts<
  Port extends LogicalSwitchPortRow | LogicalRouterPortRow,
  Holder extends LogicalSwitchRow | LogicalRouterRow,
>(kind: DatapathPortKind<Port, Holder>): Command {
  return {
    name: `${kind.prefix}-list`,
    usage: kind.noun.toUpperCase(),
    summary: `prints uuid and name of all ports of ${kind.noun.toUpperCase()}, by name.`,
    minArguments: 1,
    maxArguments: 1,
    options: [],
    isReadOnly: true,
    needs: kind.needs,
    run(call, { draft, output }) {
      const holder = kind.holderNamed(draft, argument(call, 0));
      for (const line of listing(kind.portsOf(draft, holder))) output.line(line);
      return undefined;
    },
  };
}
