import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A fresh secret for a personal link or a cookie: 128 random bits, base64url, 22 symbols. */
export function newToken(): string {
	return randomBytes(16).toString('base64url');
}

/** What is stored instead of a secret: its SHA-256 in hex. */
export function hashOf(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}

/** A fresh secret and what is stored instead of it. */
export function newSecret(): { token: string; tokenHash: string } {
	const token = newToken();
	return { token, tokenHash: hashOf(token) };
}

/** Compares two secrets without telling by its time how much was right. */
export function sameSecret(a: string, b: string): boolean {
	return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
