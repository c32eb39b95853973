const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A fresh opaque id: 20 symbols of Crockford's base 32, 100 random bits, safe in URLs, HTML ids and Yjs keys. */
export function newId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(20));
	return Array.from(bytes, (byte) => alphabet[byte & 31]).join('');
}
