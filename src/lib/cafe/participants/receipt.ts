import { digest } from 'lib0/hash/sha256';

/*
 * A receipt lets somebody follow what becomes of what they wrote, also when nobody is told who wrote it.
 *
 * The phone keeps one secret a café. Each note carries a mark made from the secret and the note's own id, so that two notes
 * of one hand look as different as two notes of two hands; only who holds the secret can find them again. The server is
 * never told the secret before somebody opens their receipt.
 */

/** What a receipt's link carries: the café and the secret. */
export type ReceiptCode = { cafeId: string; secret: string };

/** A fresh secret: 128 random bits, base64url, 22 symbols. */
export function newSecret(): string {
	return base64url(crypto.getRandomValues(new Uint8Array(16)));
}

/**
 * The mark a note carries: SHA-256 of `secret:noteId`, base64url, 43 symbols. Computed at once and without `crypto.subtle`,
 * which browsers withhold on the plain http that a hall's own network may be.
 */
export function receiptMark(secret: string, noteId: string): string {
	return base64url(digest(new TextEncoder().encode(`${secret}:${noteId}`)));
}

/** The code as it stands in the link `/receipt/{code}`. */
export function writeReceiptCode({ cafeId, secret }: ReceiptCode): string {
	return `${cafeId}.${secret}`;
}

/** Reads a code that came in a link; undefined when it cannot be one. */
export function readReceiptCode(code: string): ReceiptCode | undefined {
	const [, cafeId, secret] = /^([0-9a-z]{1,40})\.([0-9A-Za-z_-]{22})$/.exec(code) ?? [];
	return cafeId && secret ? { cafeId, secret } : undefined;
}

function base64url(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replace(/=+$/, '');
}
