import { describe, expect, test } from 'vitest';
import { createWrongCodes } from '#lib/cafe/joining/joinable.server.ts';
import { newJoinCode, shownCode, typedCode } from '#lib/joincode.ts';

describe('join codes', () => {
	test('have eight symbols of an alphabet without look-alikes and survive every way of typing them', () => {
		for (let at = 0; at < 200; at++) {
			const code = newJoinCode();
			expect(code).toMatch(/^[A-HJ-NPQRTUVWXY234579]{8}$/);
			expect(typedCode(shownCode(code).toLowerCase())).toBe(code);
		}
	});

	test('forgive look-alikes and refuse what cannot be a code', () => {
		expect(typedCode('iosz-0168')).toBe('LQ52QLGB');
		for (const wrong of ['', 'ABCD', 'ABCDEFGHJ', 'ÆØÅÆØÅÆØ', '🙂'.repeat(8)]) expect(typedCode(wrong)).toBeNull();
	});

	test('may be wrong 25 times a minute from one address', async () => {
		const wrong = createWrongCodes();
		for (let at = 0; at < 25; at++) expect(await wrong.allows('10.0.0.1')).toBe(true);
		expect(await wrong.allows('10.0.0.1')).toBe(false);
		expect(await wrong.allows('10.0.0.2')).toBe(true);
	});
});
