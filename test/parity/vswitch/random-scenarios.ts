/** Random flows over few values, so that they overlap, and random frames: which flow a packet meets must be the same. */
import { frames } from '#vswitch';
import type { Scenario } from './scenarios.js';

/** A small generator, so that a failure can be run again. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x100000000) * below);
  };
}

export function randomScenarios(count: number): readonly Scenario[] {
  return Array.from({ length: count }, (_, i) => randomScenario(i + 1));
}

function randomScenario(seed: number): Scenario {
  const below = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] ?? list[0]!;
  const maybe = (text: string) => (below(2) === 0 ? [text] : []);
  const flows = Array.from({ length: 40 }, (_, i) => {
    const protocol = pick(['ip', 'tcp', 'udp', 'icmp']);
    const ports =
      protocol === 'tcp' || protocol === 'udp'
        ? [...maybe(`tp_dst=${pick(['80', '0x50/0xfff0', '53'])}`), ...maybe(`tp_src=${pick(['1000', '1001'])}`)]
        : [];
    const match = [
      // One priority a flow: which of two flows with the same priority wins is not said.
      `priority=${i + 1}`,
      protocol,
      ...maybe(`nw_src=10.0.0.${below(3)}${pick(['', '/31', '/30', '/255.0.0.3'])}`),
      ...maybe(`nw_dst=10.0.0.${below(3)}${pick(['', '/31', '/30'])}`),
      ...maybe(`in_port=${1 + below(3)}`),
      ...maybe(`dl_src=02:00:00:00:00:0${below(3)}`),
      ...ports,
    ];
    return `${match.join()},actions=${i % 7 === 0 ? 'drop' : `set_field:${i + 1}->ip_dscp,output:4`}`.replace(
      /set_field:(\d+)->ip_dscp/,
      (_, dscp: string) => `set_field:${Number(dscp) % 64}->ip_dscp`,
    );
  });
  const list = Array.from({ length: 40 }, () => {
    const draft = {
      from: `10.0.0.${below(3)}`,
      to: `10.0.0.${below(3)}`,
      source: `02:00:00:00:00:0${below(3)}`,
      sport: 1000 + below(2),
      dport: pick([80, 81, 53]),
    };
    const frame = pick([() => frames.udp(draft), () => frames.tcp(2, draft), () => frames.icmp(8, draft)]);
    return [`p${1 + below(3)}`, frame()] as const;
  });
  return { name: `random flows ${seed}`, flows: flows.join('\n'), frames: list };
}
