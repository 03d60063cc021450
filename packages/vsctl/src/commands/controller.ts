/** OpenFlow controllers of bridges and what happens without them: `*-controller`, `*-fail-mode`. */
import { argument, type Command, CommandError, type Draft, valued, warnAboutTarget } from '#ctl';
import { Bridge, Controller } from '#schemas/open-vswitch';
import {
  bridgeNamed,
  configurationNeeds,
  readConfiguration,
  realBridgeNamed,
  type SeenBridge,
} from '../configuration.js';

const needs = () => [...configurationNeeds(), { table: Controller, columns: ['target'] }];

function clear(draft: Draft, bridge: SeenBridge): void {
  draft.verify(Bridge, bridge.row._uuid, 'controller');
  for (const id of bridge.row.controller) draft.delete(Controller, id);
  if (bridge.row.controller.length > 0) draft.update(Bridge, bridge.row._uuid, { controller: [] });
}

const onBridge = { usage: 'BRIDGE', minArguments: 1, maxArguments: 1, options: [], needs } as const;

export const controllerCommands: readonly Command[] = [
  {
    ...onBridge,
    name: 'get-controller',
    summary: 'prints the controllers of BRIDGE.',
    isReadOnly: true,
    run(call, { draft, output }) {
      const bridge = bridgeNamed(readConfiguration(draft), argument(call, 0));
      const targets = draft.getAll(Controller, bridge.row.controller).map(({ target }) => target);
      for (const target of targets.sort()) output.line(target);
      return undefined;
    },
  },
  {
    ...onBridge,
    name: 'del-controller',
    summary: 'deletes the controllers of BRIDGE.',
    run(call, { draft }) {
      clear(draft, realBridgeNamed(readConfiguration(draft), argument(call, 0)));
      return undefined;
    },
  },
  {
    name: 'set-controller',
    usage: 'BRIDGE TARGET...',
    summary: 'sets the controllers of BRIDGE, in place of all before.',
    minArguments: 2,
    maxArguments: Number.POSITIVE_INFINITY,
    options: [valued('inactivity-probe')],
    needs,
    run(call, context) {
      const { draft } = context;
      const bridge = realBridgeNamed(readConfiguration(draft), argument(call, 0));
      clear(draft, bridge);
      const probe = call.options.get('inactivity-probe');
      const controller = call.arguments.slice(1).map((target) => {
        warnAboutTarget(target, 'vsctl', context);
        return draft.insert(Controller, {
          target,
          ...(probe === undefined ? {} : { inactivity_probe: Number.parseInt(probe, 10) || 0 }),
        });
      });
      draft.update(Bridge, bridge.row._uuid, { controller });
      return undefined;
    },
  },
  {
    ...onBridge,
    name: 'get-fail-mode',
    summary: 'prints the fail mode of BRIDGE, if it has one.',
    isReadOnly: true,
    run(call, { draft, output }) {
      const mode = bridgeNamed(readConfiguration(draft), argument(call, 0)).row.fail_mode;
      if (mode !== undefined) output.line(mode);
      return undefined;
    },
  },
  {
    ...onBridge,
    name: 'del-fail-mode',
    summary: 'takes the fail mode of BRIDGE away.',
    run(call, { draft }) {
      const bridge = realBridgeNamed(readConfiguration(draft), argument(call, 0));
      draft.update(Bridge, bridge.row._uuid, { fail_mode: undefined });
      return undefined;
    },
  },
  {
    name: 'set-fail-mode',
    usage: 'BRIDGE MODE',
    summary: 'sets what BRIDGE does without controller: standalone or secure.',
    minArguments: 2,
    maxArguments: 2,
    options: [],
    needs,
    run(call, { draft }) {
      const bridge = realBridgeNamed(readConfiguration(draft), argument(call, 0));
      const mode = argument(call, 1);
      if (mode !== 'standalone' && mode !== 'secure') {
        throw new CommandError('fail-mode must be "standalone" or "secure"');
      }
      draft.update(Bridge, bridge.row._uuid, { fail_mode: mode });
      return undefined;
    },
  },
];
