const types = { jpg: 'image/jpeg', png: 'image/png' } as const;

/** A picture as it is sent to a browser, which shows it as what it is and nothing else. Under its address the bytes never change. */
export function asPicture({ type, bytes }: { type: 'jpg' | 'png'; bytes: Uint8Array }): Response {
	return new Response(new Uint8Array(bytes), {
		headers: {
			'content-type': types[type],
			'x-content-type-options': 'nosniff',
			'content-security-policy': "default-src 'none'; sandbox",
			'cache-control': 'private, max-age=3600'
		}
	});
}
