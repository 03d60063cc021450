/**
 * Flows in a form in which two controllers that mean the same say the same: group ids by what the group does, conjunction ids by
 * their order, conntrack zones by name, runs of tunnel outputs sorted.
 */
export function normalFlows(
  flows: readonly string[],
  groups: readonly string[],
  zones: ReadonlyMap<number, string>,
): readonly string[] {
  const contents = new Map<string, string>();
  for (const line of groups) {
    const match = /group_id=(\d+),(.*)/.exec(line);
    if (match !== null) contents.set(match[1] ?? '', match[2] ?? '');
  }
  const conjunctions = conjunctionNames(flows);
  return flows
    .map((line) =>
      line
        .trim()
        .replaceAll(ZONE, (whole, zone: string, register: string) =>
          zone === '0' ? whole : `zone ${zones.get(Number(zone)) ?? zone}->${register}`,
        )
        .replaceAll(/group:(\d+)/g, (_, id: string) => `group:{${contents.get(id)}}`)
        .replaceAll(/conj_id=(\d+)/g, (_, id: string) => `conj_id=${conjunctions.get(id) ?? id}`)
        .replaceAll(/(conjunction\(\d+,\d+\/\d+\),?)+/g, (run) =>
          [...run.matchAll(/conjunction\((\d+),(\d+\/\d+)\)/g)]
            .map(([, id = '', clause]) => `conjunction(${conjunctions.get(id) ?? id},${clause})`)
            .sort()
            .join(','),
        )
        .replaceAll(/output:\d+(,output:\d+)+/g, (run) => run.split(',').sort().join(','))
        .replaceAll(TUNNEL_RUNS, (run) => (run.match(TUNNEL_RUN) ?? []).sort().join(',')),
    )
    .sort();
}

const ZONE = /set_field:(0x[0-9a-f]+|0)->(reg1[123])/g;

/** Copies into tunnels: each kind of tunnel has its own way to write the keys. ovn-controller has them in no order. */
const KEYS =
  'set_field:0x[0-9a-f]+/0xffffff->tun_id(?:,set_field:0x[0-9a-f]+->tun_metadata0,move:[^,]*TUN_METADATA0[^,]*)?';
const RUN = `${KEYS}(?:,output:\\d+)+`;
const TUNNEL_RUN = new RegExp(RUN, 'g');
const TUNNEL_RUNS = new RegExp(`${RUN}(?:,${RUN})+`, 'g');

/** A name for each conjunction id that does not depend on the number: the first in order of the flows that need it fulfilled. */
function conjunctionNames(flows: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of [...flows].sort()) {
    const id = /conj_id=(\d+)/.exec(line)?.[1];
    if (id !== undefined && !names.has(id)) names.set(id, `<${line.trim().replace(/conj_id=\d+,?/, '')}>`);
  }
  return names;
}
