/**
 * Answers to requests for a list of what a switch has: ports, queues, groups, meters; all, or those of one number. Before:
 * switch-session.ts. After: the switch's handler, whose list is read to the end, and the outbox, which takes parts of it as it has room.
 */
import { encodeParts, type ItemOf, type PartMessage } from '../codec/multipart.js';
import type { ErrorName } from '../errors.js';
import type { Message, OpenFlowVersion } from '../message/message.js';
import type { SwitchHandler } from '../switch-handler.js';

export type ListRequest = Extract<
  Message,
  {
    readonly kind:
      | 'port_stats_request'
      | 'port_desc_request'
      | 'queue_stats_request'
      | 'group_stats_request'
      | 'group_desc_request'
      | 'meter_stats_request'
      | 'meter_config_request';
  }
>;

/** The parts of the answer, or the error that answers. */
export function listReply(
  handler: SwitchHandler,
  request: ListRequest,
  version: OpenFlowVersion,
  xid: number,
): IterableIterator<Uint8Array> | ErrorName {
  const parts = <K extends PartMessage['kind']>(
    items: readonly ItemOf<K>[],
    make: (items: readonly ItemOf<K>[], more: boolean) => PartMessage,
  ) => encodeParts(items, make, version, xid);
  switch (request.kind) {
    case 'port_stats_request': {
      const items = chosen(handler.portStats(), request.port, (item) => item.port);
      return parts<'port_stats_reply'>(items, (list, more) => ({ kind: 'port_stats_reply', more, items: list }));
    }
    case 'port_desc_request': {
      const items = chosen(handler.ports(), request.port, (item) => item.port);
      return parts<'port_desc_reply'>(items, (list, more) => ({ kind: 'port_desc_reply', more, items: list }));
    }
    case 'queue_stats_request': {
      const isKnown = request.port === undefined || [...handler.ports()].some(({ port }) => port === request.port);
      if (!isKnown) return 'OFPQOFC_BAD_PORT';
      const ofPort = chosen(handler.queueStats(), request.port, (item) => item.port);
      const items = chosen(ofPort, request.queue, (item) => item.queue);
      if (request.queue !== undefined && items.length === 0) return 'OFPQOFC_BAD_QUEUE';
      return parts<'queue_stats_reply'>(items, (list, more) => ({ kind: 'queue_stats_reply', more, items: list }));
    }
    case 'group_stats_request': {
      const items = chosen(handler.groupStats(), request.group, (item) => item.group);
      return parts<'group_stats_reply'>(items, (list, more) => ({ kind: 'group_stats_reply', more, items: list }));
    }
    case 'group_desc_request': {
      const items = chosen(handler.groups(), request.group, (item) => item.group);
      return parts<'group_desc_reply'>(items, (list, more) => ({ kind: 'group_desc_reply', more, items: list }));
    }
    case 'meter_stats_request': {
      const items = chosen(handler.meterStats(), request.meter, (item) => item.meter);
      if (request.meter !== undefined && items.length === 0) return 'OFPMMFC_UNKNOWN_METER';
      return parts<'meter_stats_reply'>(items, (list, more) => ({ kind: 'meter_stats_reply', more, items: list }));
    }
    case 'meter_config_request': {
      const items = chosen(handler.meters(), request.meter, (item) => item.meter);
      if (request.meter !== undefined && items.length === 0) return 'OFPMMFC_UNKNOWN_METER';
      return parts<'meter_config_reply'>(items, (list, more) => ({ kind: 'meter_config_reply', more, items: list }));
    }
  }
}

/** The items of one number, or all. */
function chosen<T>(items: Iterable<T>, number: number | undefined, of: (item: T) => number): readonly T[] {
  return [...items].filter((item) => number === undefined || of(item) === number);
}
