/** The OpenFlow flows of a switch by the logical flow they were made from, for --ovs. Before: main.ts. After: tracer.ts. */
import { type CommandLine, directoriesOf, type Logger, optionArgument, systemMessage } from '#daemon';
import { AddressError, formatFlow, openController, SocketError } from '#openflow';

export interface OpenflowLines {
  /** Flows as ovs-ofctl prints them, by cookie: the first 32 bits of a logical flow's uuid. */
  readonly openflow: ReadonlyMap<number, readonly string[]>;
}

/** Reads all flows once. A switch that cannot be reached is told of, and the trace goes on without. */
export async function readOpenflow(line: CommandLine, log: Logger): Promise<OpenflowLines | undefined> {
  const remote = optionArgument(line, 'ovs') ?? `unix:${directoriesOf('ovs').run}/br-int.mgmt`;
  try {
    const controller = await openController({ address: remote, versions: [0x06] });
    const parts = await controller.request({ kind: 'flow_stats_request', filter: { match: [] } });
    controller.close();
    const openflow = new Map<number, string[]>();
    for (const part of parts) {
      if (part.kind !== 'flow_stats_reply') continue;
      for (const flow of part.items) {
        const cookie = Number(flow.cookie);
        const lines = openflow.get(cookie) ?? [];
        lines.push(formatFlow(flow));
        openflow.set(cookie, lines);
      }
    }
    return { openflow };
  } catch (error) {
    log.warn(`${remote}: connection failed (${reasonOf(error)})`);
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AddressError) return 'Address family not supported by protocol';
  return systemMessage(
    error instanceof SocketError ? Object.assign(new Error(error.message), { code: error.context.errno }) : error,
  );
}
