import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as it arrived: what the envelope said, the bytes, and what a mail client reads in them. */
export type Arrived = { from: string; to: string[]; raw: string; mail: ParsedMail };

/** An answer of a mail server that doesn't take something. */
export function answer(code: number, text: string): Error {
	return Object.assign(new Error(text), { responseCode: code });
}

/**
 * A real mail server on a free port. `rcpt` is asked about every recipient, `data` about every message that came
 * whole (`hangUp` breaks its connection); what they give or throw is the server's answer. `arrived` fills with what was taken.
 */
export async function startSmtp(
	behaviour: {
		rcpt?: (address: string) => Error | undefined;
		data?: (raw: string, hangUp: () => void) => Promise<Error | undefined>;
		options?: SMTPServerOptions;
	} = {}
) {
	const arrived: Arrived[] = [];
	let connections = 0;
	const sockets = new Set<Socket>();
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		logger: false,
		closeTimeout: 50,
		...behaviour.options,
		onConnect(session, callback) {
			connections++;
			if (behaviour.options?.onConnect) return behaviour.options.onConnect(session, callback);
			callback();
		},
		onRcptTo({ address }, _session, callback) {
			callback(behaviour.rcpt?.(address));
		},
		onData(stream, session, callback) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', async () => {
				const raw = Buffer.concat(chunks).toString('utf8');
				const refused = await behaviour.data?.(raw, () => sockets.forEach((socket) => socket.destroy()));
				if (refused) return callback(refused);
				const { mailFrom, rcptTo } = session.envelope;
				const mail = await simpleParser(raw);
				arrived.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map((one) => one.address), raw, mail });
				callback();
			});
		}
	});
	// A client that hangs up in the middle is what some tests are about.
	server.on('error', () => undefined);
	server.server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	return {
		url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
		arrived,
		connections: () => connections,
		close: () => new Promise<void>((resolve) => server.close(() => resolve()))
	};
}
