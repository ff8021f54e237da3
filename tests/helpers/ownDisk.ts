import { spawnSync } from 'node:child_process';

/** Whether this system lets any user mount a disk in memory: Linux does, unless an administrator disabled it. */
export const canMountDisk = (): boolean => spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;
