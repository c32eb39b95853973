/** 28 symbols that nobody mistakes for one another: no I, O, S, Z, no 0, 1, 6, 8. Eight of them are 38 random bits. */
const alphabet = 'ABCDEFGHJKLMNPQRTUVWXY234579';

/** What people type instead of the symbol that is meant. */
const lookAlikes: Record<string, string> = { I: 'L', '1': 'L', O: 'Q', '0': 'Q', S: '5', Z: '2', '6': 'G', '8': 'B' };

const joinCodeLength = 8;

/** A fresh join code, as it is stored: eight symbols without the dash. */
export const newJoinCode = (): string => newCode(joinCodeLength);

/** A fresh code of so many random symbols. */
export function newCode(length: number): string {
	let code = '';
	while (code.length < length) {
		for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
			// 252 is the largest multiple of 28 in a byte; above it some symbols would come more often than others.
			if (byte < 252 && code.length < length) code += alphabet[byte % alphabet.length];
		}
	}
	return code;
}

/** `ABCDEFGH` as people see it: `ABCD-EFGH`. */
export function shownCode(code: string): string {
	return code.match(/.{1,4}/g)!.join('-');
}

/** The stored form of what somebody typed, whatever case, spaces, dashes and look-alikes they used; null when it cannot be a code. */
export function typedCode(typed: string, length = joinCodeLength): string | null {
	const symbols = typed
		.toUpperCase()
		.replace(/[^A-Z0-9]/g, '')
		.slice(0, 40);
	const code = Array.from(symbols, (symbol) => lookAlikes[symbol] ?? symbol).join('');
	return code.length === length && [...code].every((symbol) => alphabet.includes(symbol)) ? code : null;
}
