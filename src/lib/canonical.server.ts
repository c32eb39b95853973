import { createHash } from 'node:crypto';

/** JSON with object keys in code-unit order and no space: the same content is always the same bytes (the idea of RFC 8785). */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
	if (value !== null && typeof value === 'object') {
		const entries = Object.entries(value)
			.filter(([, item]) => item !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1));
		return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
	}
	return JSON.stringify(value ?? null);
}

/** SHA-256 (hex) of a text such as `canonicalJson` gives: what is printed under a frozen board, a summary and an adopted plan. */
export function contentHash(text: string): string {
	return createHash('sha256').update(text, 'utf8').digest('hex');
}
