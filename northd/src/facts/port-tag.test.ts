import { expect, test } from '@jest/globals';
import { createCompiler } from '../compiler.js';
import { portRows } from '../southbound/port-binding.js';
import { Compiled, type Network, rowsOf } from '../testing/network.js';

type Ports = NonNullable<NonNullable<Network['switches']>[string]['ports']>;

const tagsOf = (ports: Ports) => {
  const { engine } = new Compiled({ switches: { sw: { ports } } });
  return [...engine.outputs(portRows)].map(({ name, tag }) => `${name}=${tag}`).sort();
};

test('tags are those that a port has or asks for; who asks for any gets the lowest that no sibling has or asks for', () => {
  expect(
    tagsOf({
      trunk: {},
      c10: { parent_name: 'trunk', tag_request: 0 },
      c9: { parent_name: 'trunk', tag_request: 0 },
      asks1: { parent_name: 'trunk', tag_request: 1 },
      has2: { parent_name: 'trunk', tag: 2 },
      has7: { parent_name: 'trunk', tag_request: 0, tag: 7 },
      other: { parent_name: 'other', tag_request: 0 },
      orphan: { tag_request: 0 },
      net: { type: 'localnet', tag_request: 100 },
      changing: { type: 'localnet', tag: 5, tag_request: 6 },
    }),
  ).toEqual([
    'asks1=1',
    'c10=4',
    'c9=3',
    'changing=6',
    'has2=2',
    'has7=7',
    'net=100',
    'orphan=undefined',
    'other=1',
    'trunk=undefined',
  ]);
});

test('when all tags are dealt, the others go without', () => {
  const children = Array.from({ length: 4094 }, (_, i) => [`has${i + 1}`, { parent_name: 'trunk', tag: i + 1 }]);
  const ports = { ...Object.fromEntries(children), ...waiting('a'), ...waiting('b') };
  const compiler = createCompiler();
  compiler.commit(rowsOf({ switches: { sw: { ports } } }));
  const dealt = [...compiler.outputs(portRows)].filter(({ name }) => !name.startsWith('has'));
  expect(dealt.map(({ name, tag }) => `${name}=${tag}`)).toEqual(['a=4095', 'b=undefined']);
});

function waiting(name: string) {
  return { [name]: { parent_name: 'trunk', tag_request: 0 } };
}
