/** Chassis and what is bound to them: transcripts of ovn-sbctl 23.03.1, which ours must give, too. */
import { expect, test } from '@jest/globals';
import { replay } from '#ctl';
import { sbctl } from '../program.js';

test('chassis come and go, ports are bound to them', () => {
  const said = `$ chassis-add h1 geneve 127.0.0.1
$ chassis-add h1 geneve 127.0.0.1
error: cannot create a chassis named h1 because a chassis named h1 already exists
$ --may-exist chassis-add h1 stt 127.0.0.2
$ show
Chassis h1
    Encap geneve
        ip: "127.0.0.1"
        options: {csum="true"}
$ chassis-add h2 geneve,geneve 127.0.0.2
$ --id=0000000a-0000-4000-8000-000000000001 create Datapath_Binding tunnel_key=1
0000000a-0000-4000-8000-000000000001
$ create Port_Binding logical_port=vm1 datapath=0000000a-0000-4000-8000-000000000001 tunnel_key=1
<1>
$ create Port_Binding logical_port=vm2 datapath=0000000a-0000-4000-8000-000000000001 tunnel_key=2
<2>
$ lsp-bind vm1 h1
$ lsp-bind vm1 h1
error: lport (vm1) has already been binded to chassis (h1)
$ --may-exist lsp-bind vm1 h1
$ --may-exist lsp-bind vm1 h2
error: lport (vm1) has already been binded to chassis (h1)
$ lsp-bind vm1 nohost
error: no chassis named nohost
$ lsp-bind novm h1
error: no port named novm
$ --may-exist lsp-bind novm h1
error: no port named novm
$ --columns=chassis,up find Port_Binding logical_port=vm1
chassis             : <3>
up                  : true
$ lsp-unbind vm1
$ lsp-unbind vm1
$ lsp-unbind novm
error: no port named novm
$ --if-exists lsp-unbind novm
$ --columns=chassis,up find Port_Binding logical_port=vm1
chassis             : []
up                  : []
$ lsp-bind vm2 h2
$ chassis-del h2
$ chassis-del h2
error: no chassis named h2
$ --if-exists chassis-del h2
`;
  expect(replay(sbctl, said)).toBe(said);
});
