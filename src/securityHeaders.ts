import type { ServerResponse } from 'node:http';

/**
 * What every answer of the server says to browsers: pages, files, refusals, and what is answered before or instead of the framework.
 * Pages have a policy of their own (`svelte.config.js`); whatever else a browser opens loads and runs nothing.
 */
export function securityHeaders(isHttps: boolean): Record<string, string> {
	return {
		'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'same-origin',
		'permissions-policy': 'camera=(), microphone=(), geolocation=()',
		...(isHttps && { 'strict-transport-security': 'max-age=31536000' })
	};
}

/** Gives `response` these headers, whoever writes it; what has not said how long it keeps, and is no file of ours, is kept by nobody. */
export function secure(response: ServerResponse, headers: Record<string, string>): void {
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	const { writeHead } = response;
	response.writeHead = function (this: ServerResponse, status: number, ...rest: never[]) {
		if (status >= 300 && status !== 304 && !response.hasHeader('cache-control')) response.setHeader('cache-control', 'private, no-store');
		return writeHead.call(this, status, ...rest);
	} as typeof writeHead;
}

/** A whole answer on a socket that is closed then: an upgrade that is refused, or what was no request. */
export function rawAnswer(status: string, headers: Record<string, string>): string {
	const all = { ...headers, 'cache-control': 'private, no-store', connection: 'close', 'content-length': '0' };
	return `HTTP/1.1 ${status}\r\n${Object.entries(all)
		.map(([name, value]) => `${name}: ${value}\r\n`)
		.join('')}\r\n`;
}
