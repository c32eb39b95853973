import { digest } from 'lib0/hash/sha256';

/*
 * A receipt lets somebody follow what becomes of their notes, also when the notes do not say who wrote them.
 *
 * The phone keeps one secret for each café, and a link carries it after the #, which browsers send to nobody. Each note carries
 * a mark computed from the secret and the note's own id, so that two marks of one writer are unrelated; only with the secret
 * can the notes be found again. The server gets the secret when somebody opens their receipt, in the body of a form, and not
 * before.
 */

/** The content of a receipt's link: the café and the secret. */
export type ReceiptCode = { cafeId: string; secret: string };

/** A fresh secret: 128 random bits, base64url, 22 symbols. */
export function newSecret(): string {
	return base64url(crypto.getRandomValues(new Uint8Array(16)));
}

/**
 * The mark a note carries: SHA-256 of `secret:noteId`, base64url, 43 symbols. Synchronous and without `crypto.subtle`,
 * which browsers do not offer on plain http, as on a hall's own network.
 */
export function receiptMark(secret: string, noteId: string): string {
	return base64url(digest(new TextEncoder().encode(`${secret}:${noteId}`)));
}

/** The address of a receipt on a site. */
export function receiptLink(origin: string, code: ReceiptCode): string {
	return `${origin}/receipt#${writeReceiptCode(code)}`;
}

/** The code in it. */
export function writeReceiptCode({ cafeId, secret }: ReceiptCode): string {
	return `${cafeId}.${secret}`;
}

/** Reads a code from a link; undefined when it is not one. */
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
