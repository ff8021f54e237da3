import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { startServerSwitch } from '../../helpers/serverSwitch.ts';
import { openServices } from '../../helpers/services.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

test('a password that was changed on the server is tried once, then asked for', async () => {
  const { connection, password } = await database.connectAs('dora');
  const server = await startServerSwitch(connection.port);
  const desk = await openServices(seedEmptyWorkspace());
  const synchronise = () => desk.ask('team.synchronise', {});
  const readStatus = async () => {
    const state = await desk.ask('team.state', {});
    return state.isShared ? state.status : undefined;
  };
  try {
    await desk.ask('team.setUp', { connection: { ...connection, port: server.port, host: '127.0.0.1' }, password });
    await synchronise();
    await database.query(`ALTER ROLE ${connection.role} PASSWORD 'changed'`);
    await server.shut();
    await desk.ask('settings.save', { discountRate: 0.11 });
    const earlierConnections = server.countConnections();
    await server.open();
    // an attempt that began before the server was back may still end
    do await desk.call('team.synchronise', {});
    while ((await readStatus()) === 'offline');
    const refusedState = { status: 'needsPassword', problem: { code: 'TEAM_ACCESS_DENIED' }, toSend: 1 };
    expect(await desk.ask('team.state', {})).toMatchObject(refusedState);
    for (let i = 0; i < 2; i++) await synchronise();
    expect(await desk.ask('team.state', {})).toMatchObject(refusedState);
    expect(server.countConnections() - earlierConnections).toBe(1);
    await desk.ask('team.connect', { password: 'changed' });
    await synchronise();
    expect(await desk.ask('team.state', {})).toMatchObject({ status: 'upToDate', toSend: 0 });
  } finally {
    await desk.ctx.team.stop();
    await desk.close();
    await server.shut();
  }
});
