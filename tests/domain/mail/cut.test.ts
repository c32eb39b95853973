import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { addMilliseconds } from '#lib/dates.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { enqueue, release, type Document } from '#lib/mail/outbox.server.ts';
import { countsOf } from '#lib/mail/queries.server.ts';
import { smtpTransport } from '#lib/mail/transport.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { startSmtp } from '../../support/smtp.ts';
import { aMunicipality, now } from '../../support/world.ts';

const document: Document = { kind: 'invitation', id: 'gathering-1', version: 1, title: 'Bustadsosialt forum' };
const batch = 'invitation-gathering-1-1';
const from = 'samling@stord.example';

/** A mail server that takes everything up to the message itself, and then does `midway` with the connection. */
async function startBroken(midway: (socket: Socket) => void) {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		let inData = false;
		socket.on('error', () => undefined);
		socket.write('220 mail.example\r\n');
		socket.on('data', (chunk) => {
			if (inData) return midway(socket);
			inData = /^DATA/m.test(chunk.toString());
			socket.write(inData ? '354 go on\r\n' : '250 ok\r\n');
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	return {
		url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => {
			for (const socket of sockets) socket.destroy();
			server.close();
		}
	};
}

onBothDatabases('a server that fails in the middle of a message', (fresh) => {
	test.each([
		['cuts the connection', (socket: Socket) => socket.destroy()],
		['stalls', () => undefined]
	])('and %s has not got the mail: it waits, nobody else is tried, and it arrives once when the server is well', async (_how, midway) => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const mails = [1, 2, 3].map((number) => ({
			recipient: { personId: null, name: `Åse ${number}`, email: `person${number}@stord.example` },
			locale: 'nn' as const,
			subject: 'Forum',
			text: 'Hei.',
			html: '<p>Hei.</p>'
		}));
		await enqueue(db, world.municipalityId, document, mails, now);
		await release(db, world.leader, { batch }, now);
		const broken = await startBroken(midway);
		const half = smtpTransport(broken.url, from, 150);
		const { unreachable, ...counts } = await deliverDue(db, half, now);
		half.close();
		broken.close();
		expect(counts).toEqual({ sent: 0, awaitingRetry: 0, failed: 0 });
		expect(unreachable).not.toBe('');
		expect(await countsOf(db, world.municipalityId, document)).toEqual({ queued: 3 });
		const tried = await db.selectFrom('mail').select('messageId').where('messageId', 'is not', null).executeTakeFirstOrThrow();

		const well = await startSmtp();
		const transport = smtpTransport(well.url, from, 1000);
		expect(await deliverDue(db, transport, addMilliseconds(now, 60_000))).toEqual({ sent: 3, awaitingRetry: 0, failed: 0 });
		transport.close();
		await well.close();
		expect(well.arrived.map(({ to }) => to[0]).toSorted()).toEqual([
			'person1@stord.example',
			'person2@stord.example',
			'person3@stord.example'
		]);
		expect(well.arrived.filter(({ mail }) => mail.messageId === tried.messageId)).toHaveLength(1);
	});
});
