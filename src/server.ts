/*
 * The production entry: one http port for pages and live boards. Run by Node as it is, through `.ci/run.mjs`, which tells a Node that is
 * too old.
 */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { rawAnswer, secure, securityHeaders } from './securityHeaders.ts';

/** How long requests in flight may take after a signal, and the whole shutdown. */
const requestsMs = 2500;
const stopMs = 9500;

/** How long somebody may take to say what they want, and how often that is looked at: Node's own 30 s would make 10 s 40. */
const headersMs = 10_000;
const lookMs = 1000;

// What is written here is for the one who runs it.
process.umask(0o077);

const settings = await readSettings();
const isOriginGiven = Boolean(process.env.ORIGIN);
process.env.PORT = String(settings.port);
if (settings.production || isOriginGiven) process.env.ORIGIN = settings.origin;
// Without ORIGIN people reach it by any name of the machine (localhost, its address in the hall): forms accept the request's own host.
else process.env.PROTOCOL_HEADER = 'x-samling-protocol';

// What forms and rate limits take for the visitor's address; whatever came under this name is overwritten.
const addressHeader = 'x-samling-address';
process.env.ADDRESS_HEADER = addressHeader;

// A list of 100,000 people gets a refusal that says so, not a cut connection; `hooks.server.ts` limits all other pages further.
process.env.BODY_SIZE_LIMIT ??= '16M';

const handler = await loadHandler();
const { getHttpPort } = await import('#lib/live/httpPort.ts');
const { logoutPath } = await import('#lib/people/sso/model.ts');
const { addressOf } = await import('#lib/clientAddress.ts');
const application = getHttpPort();
if (!application) quit('The build does not fit this server: run `npm run build`.');

const misdirected = `This is ${new URL(settings.origin).host}. A proxy in front must pass the Host that people ask for.\n`;
const headers = securityHeaders(settings.origin.startsWith('https:'));
let isStopping = false;
let inFlight = 0;
const server = createServer({ connectionsCheckingInterval: lookMs }, (request, response) => {
	secure(response, headers);
	if (isStopping) return void response.writeHead(503, { connection: 'close', 'retry-after': '5' }).end();
	if (!isForUs(request)) return void response.writeHead(421, { 'content-type': 'text/plain' }).end(misdirected);
	inFlight++;
	response.once('close', () => inFlight--);
	request.headers[addressHeader] = addressOf(request, settings.trustedProxies);
	// An issuer's server tells that a sign-in has ended (Back-Channel Logout): no browser, so no Origin, which the framework asks of forms.
	const { origin, 'sec-fetch-site': site } = request.headers;
	if (request.url?.split('?')[0] === logoutPath && !origin && !site) request.headers.origin = settings.origin;
	delete request.headers['x-samling-protocol'];
	if (process.env.PROTOCOL_HEADER === 'x-samling-protocol') request.headers['x-samling-protocol'] = 'http';
	handler(request, response);
});
server.headersTimeout = headersMs;
server.requestTimeout = 30_000;
server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
	if (isStopping) return void socket.end(rawAnswer('503 Service Unavailable', headers));
	if (!isForUs(request)) return void socket.end(rawAnswer('421 Misdirected Request', headers));
	application.handleUpgrade(request, socket, head);
});
// What Node can't read as a request never comes to the function above.
server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Duplex) => {
	const told: Record<string, string> = {
		HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
		ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout'
	};
	if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
	socket.end(rawAnswer(told[code ?? ''] ?? '400 Bad Request', headers));
});
server.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EADDRINUSE') quit(`Port ${settings.port} is taken: set PORT to another one.`);
	if (error.code === 'EACCES') quit(`Samling may not use port ${settings.port}: set PORT to another port.`);
	if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') quit(`HOST ${settings.host} is not an address of this machine.`);
	throw error;
});
server.listen(settings.port, settings.host, () => console.log(`Samling runs at ${settings.origin}`));

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
// What nobody caught may have left anything half done: what is accepted is saved, and whoever runs the server starts it anew.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error: unknown) => void fail(event, error));

function fail(event: string, error: unknown): void {
	console.error(JSON.stringify({ event, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
	stop(1).catch(() => process.exit(1));
}

/** Refuses new requests, finishes those in flight, saves the boards, and exits with `code` within ten seconds. */
async function stop(code: 0 | 1): Promise<void> {
	if (isStopping) return;
	isStopping = true;
	setTimeout(() => quit('Not everything could be finished in time; boards keep what was not acknowledged in the browser.'), stopMs).unref();
	server.close();
	server.closeIdleConnections();
	application?.stop();
	for (const end = Date.now() + requestsMs; inFlight > 0 && Date.now() < end;) await sleep(10);
	await application?.shutdown();
	process.exit(code);
}

/** Whether a request names our own host. Those who watch reach the process by whatever address they know; they are told nothing else. */
function isForUs({ url, headers, headersDistinct }: IncomingMessage): boolean {
	if (!process.env.ORIGIN || ['/healthz', '/readyz', '/metrics'].includes(url?.split('?')[0] ?? '')) return true;
	const own = new URL(settings.origin);
	const { host = '' } = headers;
	// A name with or without its port, once: `evil@our.host` and `our.host/evil` have our host as well.
	if (headersDistinct.host?.length !== 1 || /[^\w.:[\]-]/.test(host)) return false;
	return URL.parse(`${own.protocol}//${host}`)?.host === own.host;
}

async function readSettings() {
	try {
		return (await import('#settings')).readSettings(process.env);
	} catch (error) {
		return quit(sentenceOf(error));
	}
}

/** Kit's handler. Importing it runs the hooks, which start the application. */
async function loadHandler(): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
	const built = new URL('../build/handler.js', import.meta.url);
	if (!existsSync(built)) quit('Samling is not built yet: run `npm run build`.');
	try {
		return ((await import(built.href)) as { handler: RequestListener }).handler;
	} catch (error) {
		return quit(`Samling could not start: ${sentenceOf(error)}`);
	}
}

function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function quit(sentence: string): never {
	console.error(sentence);
	process.exit(1);
}
