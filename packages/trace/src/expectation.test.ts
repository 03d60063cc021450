import { expect, test } from '@jest/globals';
import { parseExpectations, unexpected } from './expectation.js';

const TABLE = `# traffic: icmp, tcp:80
from \\ to  a     b       c
a          .     tcp:80  all
b          -     .       icmp
c          all   all     .
a -> b icmp: ls_out_acl, priority 2001
`;

test('a table that --matrix printed is a file of expectations', () => {
  const passing = parseExpectations(TABLE).filter(({ passes }) => passes);
  expect(
    passing.map(({ source, destination, traffic, line }) => `${line}: ${source} ${destination} ${traffic}`),
  ).toEqual([
    '3: a b tcp:80',
    '3: a c icmp',
    '3: a c tcp:80',
    '4: b c icmp',
    '5: c a icmp',
    '5: c a tcp:80',
    '5: c b icmp',
    '5: c b tcp:80',
  ]);
  expect(parseExpectations(TABLE)).toHaveLength(12);
});

test.each([
  ['a b icmp', 'line 1: say SOURCE DESTINATION TRAFFIC yes|no, as in "vm1 vm2 tcp:443 yes"'],
  ['\na b icmp maybe', 'line 2: say SOURCE DESTINATION TRAFFIC yes|no, as in "vm1 vm2 tcp:443 yes"'],
  ['from \\ to  a  b', 'line 1: a table needs a line "# traffic: ..." above it'],
  ['# traffic: icmp\nfrom \\ to  a  b\na  .  all  all', 'line 3: 3 fields, but the table has 2 columns'],
  ['# traffic: icmp\nfrom \\ to  a  b\na  .  udp:5', 'line 3: "udp:5" is not in "# traffic: icmp"'],
  ['', 'nothing is expected in it'],
  ['# traffic: icmp\n\n', 'nothing is expected in it'],
])('%j is refused', (text, message) => {
  expect(() => parseExpectations(text)).toThrow(message);
});

test('what differs is told with what is expected and what stops it', () => {
  const reach = { source: 'a', destination: 'b', traffic: 'icmp' };
  const expectations = parseExpectations('a b icmp yes # ping\nb a icmp no\nb c icmp yes');
  const reaches = [
    { ...reach, passes: false, stoppedBy: 'ls_out_acl, priority 2001' },
    { source: 'b', destination: 'a', traffic: 'icmp', passes: true },
  ];
  expect(unexpected(reaches, expectations)).toEqual([
    'line 1: a -> b icmp: should pass, but is stopped by ls_out_acl, priority 2001',
    'line 2: b -> a icmp: should not pass, but does',
    'line 3: b -> c icmp: no such pair',
  ]);
});
