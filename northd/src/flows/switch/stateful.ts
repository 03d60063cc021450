/** Passing packets through conntrack and committing connections: stages pre_stateful and stateful of both pipelines. */
import { chassisFeatures } from '../../facts/chassis.js';
import { GLOBAL } from '../../facts/global.js';
import type { SwitchFeature } from '../feature.js';

export const stateful: SwitchFeature = {
  source: 'northd/flows/switch/stateful',

  ofSwitch(read, _id, emit) {
    const { loadBalance, blockedField } = read(chassisFeatures, GLOBAL);
    for (const side of ['in', 'out'] as const) {
      emit(`ls_${side}_pre_stateful`, 0, '1', 'next;');
      emit(`ls_${side}_pre_stateful`, 110, 'reg0[2] == 1', `${loadBalance};`);
      emit(`ls_${side}_pre_stateful`, 100, 'reg0[0] == 1', 'ct_next;');
      emit(`ls_${side}_stateful`, 0, '1', 'next;');
      emit(
        `ls_${side}_stateful`,
        100,
        'reg0[1] == 1 && reg0[13] == 1',
        `ct_commit { ${blockedField} = 0; ct_label.label = reg3; }; next;`,
      );
      emit(`ls_${side}_stateful`, 100, 'reg0[1] == 1 && reg0[13] == 0', `ct_commit { ${blockedField} = 0; }; next;`);
    }
  },
};
