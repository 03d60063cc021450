/** What ovn-trace 23.03.1 prints for the routed packet of the lab (`ovn-trace --summary`), byte for byte. */
export const MICROFLOW =
  'inport == "vm1" && eth.src == 40:44:00:00:00:01 && eth.dst == 40:44:00:00:00:03 && ip4.src == 192.168.0.11 && ip4.dst == 192.168.1.11 && ip.ttl == 64';

export const EXPECTED_TRACE = `\
# ip,reg14=0x1,vlan_tci=0x0000,dl_src=40:44:00:00:00:01,dl_dst=40:44:00:00:00:03,nw_src=192.168.0.11,nw_dst=192.168.1.11,nw_proto=0,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no
ingress(dp="network1", inport="vm1") {
    reg0[15] = check_in_port_sec();
    next;
    outport = "net1-router1";
    output;
    egress(dp="network1", inport="vm1", outport="net1-router1") {
        ct_clear;
        next;
        reg0[15] = check_out_port_sec();
        next;
        output;
        /* output to "net1-router1", type "patch" */;
        ingress(dp="router1", inport="router1-net1") {
            xreg0[0..47] = 40:44:00:00:00:03;
            next;
            reg9[2] = 1;
            next;
            next;
            reg7 = 0;
            next;
            ip.ttl--;
            reg8[0..15] = 0;
            reg0 = ip4.dst;
            reg1 = 192.168.1.1;
            eth.src = 40:44:00:00:00:04;
            outport = "router1-net2";
            flags.loopback = 1;
            next;
            next;
            reg8[0..15] = 0;
            next;
            next;
            eth.dst = 40:44:00:00:00:05;
            next;
            output;
            egress(dp="router1", inport="router1-net1", outport="router1-net2") {
                reg9[4] = 0;
                next;
                output;
                /* output to "router1-net2", type "patch" */;
                ingress(dp="network2", inport="net2-router1") {
                    reg0[15] = check_in_port_sec();
                    next;
                    next;
                    outport = "vm3";
                    output;
                    egress(dp="network2", inport="net2-router1", outport="vm3") {
                        reg0[15] = check_out_port_sec();
                        next;
                        output;
                        /* output to "vm3", type "" */;
                    };
                };
            };
        };
    };
};
`;
