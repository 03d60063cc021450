import { decodeActions, formatActions, OpenFlowError, versions } from '#openflow';

/** Requests whose userdata holds OpenFlow actions (docs/logical-flows.md). */
const NESTING = new Set([0x00, 0x03, 0x09, 0x0a, 0x0b, 0x0c, 0x0e, 0x14, 0x16, 0x18]);
const HEADER = 8;

/**
 * The text of a flow with the nested actions of its userdata in words where they name a group or a meter, whose numbers
 * two controllers choose as they like; otherwise as the bytes they are.
 */
export function withNestedActions(text: string): string {
  return text.replaceAll(/userdata=((?:[0-9a-f]{2}\.?)+)/g, (all, hex: string) => {
    const bytes = Uint8Array.from(hex.split('.'), (byte) => Number.parseInt(byte, 16));
    if (!NESTING.has(new DataView(bytes.buffer).getUint32(0))) return all;
    const nested = nestedText(bytes.subarray(HEADER));
    return /group:|meter[:_]/.test(nested) ? `userdata=${hex.slice(0, 3 * HEADER)}{${nested}}` : all;
  });
}

/** Empty for actions that no switch would take, as ovn-controller writes them too. */
function nestedText(bytes: Uint8Array): string {
  try {
    return withNestedActions(formatActions(decodeActions(bytes, versions.openflow15)));
  } catch (error) {
    if (!(error instanceof OpenFlowError)) throw error;
    return '';
  }
}
