import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ownerOf, trustedUsers } from '../../../src-main/app/server/peer-owner.ts';

const tables = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12 1 0000 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 13 1 0000 0
   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 14 1 0000 0
   3: 0000000000000000FFFF00000100007F:C351 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 02:00 00000000  1002        0 15 1 0000 0`;

describe('the owner of a connection', () => {
  it('is that of the client’s end, over either version of the protocol', () => {
    expect(ownerOf(tables, 0xc350, 0x1f90)).toBe(1001);
    expect(ownerOf(tables, 0xc351, 0x1f90)).toBe(1002);
    expect(ownerOf(tables, 0xc352, 0x1f90)).toBeNull();
  });

  it.skipIf(process.platform !== 'linux')('is the user of the process that connected', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // As root, another user can be put on; as anyone else, oneself.
    const uid = process.getuid!() === 0 ? 65_534 : process.getuid!();
    const client = spawn('/bin/bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}; read -r`], { uid });
    const [socket] = (await once(server, 'connection')) as [Socket];
    const text = await readFile('/proc/net/tcp', 'utf8');
    expect(ownerOf(text, socket.remotePort!, port)).toBe(uid);
    client.kill('SIGKILL');
    socket.destroy();
    server.close();
  });
});

describe('who may trade the one-time link', () => {
  it('is the user who runs Earsight, and root', () => {
    expect(trustedUsers(1000, {})).toEqual(new Set([1000, 0]));
    expect(trustedUsers(1000, { SUDO_UID: '1001' })).toEqual(new Set([1000, 0]));
  });

  it('is under sudo who called it, and cannot be told for plain root', () => {
    expect(trustedUsers(0, { SUDO_UID: '1000' })).toEqual(new Set([0, 1000]));
    expect(trustedUsers(0, {})).toBeNull();
    expect(trustedUsers(undefined, {})).toBeNull();
  });
});
