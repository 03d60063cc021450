/** Controllers and managers: transcripts of ovs-vsctl 3.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { vsctl } from '../program.js';

test('controllers and fail mode', () => {
  const said = `$ add-br br0
$ get-controller br0
$ set-controller br0 tcp:127.0.0.1:6653
$ get-controller br0
tcp:127.0.0.1:6653
$ del-controller br0
$ get-controller br0
$ set-controller nobr tcp:127.0.0.1:6653
error: no bridge named nobr
$ set-fail-mode br0 secure
$ get-fail-mode br0
secure
$ set-fail-mode br0 strict
error: fail-mode must be "standalone" or "secure"
$ del-fail-mode br0
$ get-fail-mode br0
`;
  expect(replay(vsctl, said)).toBe(said);
});

test('managers and TLS', () => {
  const said = `$ set-manager ptcp:6640
$ get-manager
ptcp:6640
$ --inactivity-probe=5000 set-manager ptcp:6640
$ get Manager . inactivity_probe
5000
$ del-manager
$ get-manager
$ get-ssl
$ set-ssl /key /cert /ca
$ get-ssl
Private key: /key
Certificate: /cert
CA Certificate: /ca
Bootstrap: false
$ del-ssl
$ get-ssl
`;
  expect(replay(vsctl, said)).toBe(said);
});
