/**
 * Whether a device computes a tiny training step like the CPU; exits with status 1 if it does not.
 * node test/bench/ours/device.ts webgpu
 */
import type { Device } from '../../../src/core/graph/runtime.ts';
import { compareDevice } from '../../../src/core/train/selfCheck.ts';

await compareDevice(process.argv[2] as Device, 1);
