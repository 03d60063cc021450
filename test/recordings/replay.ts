import { PeerSocket } from './databases.js';
import { canonical, isEcho } from './normalise.js';
import type { Json, JsonObject, Recording } from './recording.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A message of ours that is not what the C server said. */
export interface ReplayDifference {
  readonly socket: string;
  readonly recorded: string;
  readonly ours: string;
}

/**
 * Sends a recorded program's requests to a server and compares what it says with what the C server said. Uuids that
 * the C server chose are translated into those that this one chose, as replies show them.
 */
export async function replay(
  recording: Recording,
  sockets: ReadonlyMap<string, string>,
): Promise<readonly ReplayDifference[]> {
  const differences: ReplayDifference[] = [];
  const peers = new Map<string, PeerSocket>();
  for (const [name, path] of sockets) peers.set(name, await PeerSocket.connect(path));
  const translation = new Map<string, string>();
  try {
    for (const { from, socket, message } of recording.messages) {
      const peer = peers.get(socket);
      if (peer === undefined || isEcho(message)) continue;
      if (from === 'client') {
        const text = JSON.stringify(message).replaceAll(UUID, (uuid) => translation.get(uuid) ?? uuid);
        peer.send(JSON.parse(text) as JsonObject);
        continue;
      }
      const recorded = comparable(message);
      const ours = comparable(await peer.next());
      const [theirUuids, ourUuids] = [recorded.match(UUID) ?? [], ours.match(UUID) ?? []];
      const blank = (text: string) => text.replaceAll(UUID, '<uuid>');
      if (blank(recorded) !== blank(ours)) differences.push(differenceAt(socket, blank(recorded), blank(ours)));
      else for (const [i, uuid] of theirUuids.entries()) translation.set(uuid, ourUuids[i] ?? uuid);
    }
  } finally {
    for (const peer of peers.values()) peer.close();
  }
  return differences;
}

/** The messages from a little before where they part. */
function differenceAt(socket: string, recorded: string, ours: string): ReplayDifference {
  let at = 0;
  while (recorded[at] === ours[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 120), at + 200);
  return { socket, recorded: around(recorded), ours: around(ours) };
}

/** Text to compare by: canonical, the server's own transaction ids left out, versions of rows that are random left in as uuids. */
function comparable(message: JsonObject): string {
  const { method, params, result } = message;
  if (method === 'update3' && isList(params))
    return JSON.stringify(canonical({ ...message, params: [params[0] ?? null, 'txn', params[2] ?? null] }));
  if (isList(result) && result.length === 3 && typeof result[0] === 'boolean') {
    return JSON.stringify(canonical({ ...message, result: [result[0], 'txn', result[2] ?? null] }));
  }
  return JSON.stringify(canonical(message));
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}
