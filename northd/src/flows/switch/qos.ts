/** Marking and metering: stages qos_mark and qos_meter of both pipelines. */
import type { SwitchFeature } from '../feature.js';

export const qos: SwitchFeature = {
  source: 'northd/flows/switch/qos',

  ofSwitch(_read, _id, emit) {
    for (const side of ['in', 'out'] as const) {
      emit(`ls_${side}_qos_mark`, 0, '1', 'next;');
      emit(`ls_${side}_qos_meter`, 0, '1', 'next;');
    }
  },
};
