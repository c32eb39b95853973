import type { Handle } from '@sveltejs/kit';
import { Duplex } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

/** Texts. Documents and pictures are packed already, and events must arrive as they happen. */
const packable = /^(text\/(?!event-stream)|application\/(json|javascript)|image\/svg\+xml)/;

/** Below this the packing costs more than it spares: it fits one packet of the network either way. */
const leastBytes = 1000;

/** Quality 5 spares what quality 11 does but for a tenth, in a hundredth of its time; a window of 256 kB holds any page of ours. */
const packers = {
	br: () =>
		createBrotliCompress({
			flush: constants.BROTLI_OPERATION_FLUSH,
			params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 18 }
		}),
	gzip: () => createGzip({ flush: constants.Z_SYNC_FLUSH })
} as const;

/**
 * Packs what is made anew for each request, as its reader can unpack it; files of the build lie packed beside themselves already.
 * What comes in parts is sent in the same parts.
 */
export const compression: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const { headers, body } = response;
	if (!packable.test(headers.get('content-type') ?? '') || event.isSubRequest) return response;
	if (!/\b(accept-encoding|\*)/i.test(headers.get('vary') ?? '')) headers.append('vary', 'Accept-Encoding');
	const encoding = encodingFor(event.request.headers.get('accept-encoding') ?? '');
	const isWhole =
		response.status !== 206 && !headers.has('content-encoding') && !/\bno-transform\b/.test(headers.get('cache-control') ?? '');
	const isSmall = Number(headers.get('content-length') ?? leastBytes) < leastBytes;
	if (!encoding || !body || event.request.method === 'HEAD' || !isWhole || isSmall || !isOwnWish(event)) return response;
	headers.set('content-encoding', encoding);
	headers.delete('content-length');
	// The same content in another form is another thing to a cache (RFC 9110 8.8.3); Kit compares what comes back with what stands here.
	const etag = headers.get('etag');
	if (etag) headers.set('etag', etag.replace(/"$/, `-${encoding}"`));
	const packer = Duplex.toWeb(packers[encoding]()) as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array>;
	return new Response(body.pipeThrough(packer), { status: response.status, headers });
};

/** The better one of those that a reader takes by its `Accept-Encoding` (RFC 9110 12.5.3), or undefined when it takes none. */
function encodingFor(accepted: string): keyof typeof packers | undefined {
	const weights = new Map<string, number>();
	for (const one of accepted.toLowerCase().split(',')) {
		const [name = '', weight] = one.split(/;\s*q=/);
		weights.set(name.trim(), weight === undefined ? 1 : Number(weight) || 0);
	}
	const weightOf = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
	if (weightOf('br') > 0 && weightOf('br') >= weightOf('gzip')) return 'br';
	return weightOf('gzip') > 0 ? 'gzip' : undefined;
}

/**
 * Whether people ask for this themselves. Another site could make a browser ask again and again with words of its choice that the page
 * repeats, and read secrets of the page from how long the packed answers are (BREACH, CVE-2013-3587). Browsers say who asks where there
 * is anything to protect: on https. Those too old for that say at most which page of ours they come from.
 */
function isOwnWish({ request, url }: { request: Request; url: URL }): boolean {
	const site = request.headers.get('sec-fetch-site');
	if (site) return site === 'same-origin' || site === 'none';
	return url.protocol === 'http:' || (request.headers.get('referer') ?? '').startsWith(`${url.origin}/`);
}
