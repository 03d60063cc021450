/** Name of the integration bridge's end of the patch to a localnet port's physical network. */
export function localnetPatchName(integrationBridge: string, logicalPort: string): string {
  return `patch-${integrationBridge}-to-${logicalPort}`;
}

/** Name of the other end. */
export function localnetPeerName(integrationBridge: string, logicalPort: string): string {
  return `patch-${logicalPort}-to-${integrationBridge}`;
}
