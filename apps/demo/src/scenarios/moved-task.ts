// Works on a buffer in place and gives it back: what a task returns is moved, not copied.
import '@watertight/gc-probe/worker';

export function invert(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at < bytes.length; at += 64) bytes[at] = 255 - (bytes[at] as number);
  return bytes;
}
