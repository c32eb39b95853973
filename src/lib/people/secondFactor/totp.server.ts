import { Secret, TOTP } from 'otpauth';

/** What all apps know: SHA-1, six digits, half a minute (RFC 6238 §4, and the Key URI format of authenticator apps). */
const usual = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** A fresh secret of 160 bits, in base32 as apps take it. */
export function newTotpSecret(): string {
	return new Secret({ size: 20 }).base32;
}

/** What the QR code says: whose account in which installation, and the secret. */
export function totpAddress(secret: string, account: string): string {
	return new TOTP({ ...usual, issuer: 'Samling', label: account, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * The half minute whose code was typed, counted from 1970; undefined when it is none of the present one or its neighbours (clocks differ),
 * nor later than `lastStep`: a code works once. `at` is in milliseconds, on the machine's own clock.
 */
export function stepOf(secret: string, typed: string, lastStep: number, at: number): number | undefined {
	const token = typed.replace(/\D/g, '');
	if (token.length !== usual.digits) return undefined;
	const delta = new TOTP({ ...usual, secret: Secret.fromBase32(secret) }).validate({ token, timestamp: at, window: 1 });
	if (delta === null) return undefined;
	const step = Math.floor(at / 1000 / usual.period) + delta;
	return step > lastStep ? step : undefined;
}
