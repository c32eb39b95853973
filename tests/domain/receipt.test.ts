import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newId } from '#lib/ids.ts';
import { newSecret, readReceiptCode, receiptMark, writeReceiptCode } from '#lib/cafe/receipt.ts';

describe('a receipt', () => {
	test('marks a note with the SHA-256 of secret and note, the same in every browser', () => {
		const secret = newSecret();
		const noteId = newId();
		expect(receiptMark(secret, noteId)).toBe(createHash('sha256').update(`${secret}:${noteId}`).digest('base64url'));
	});

	test('leaves two notes of one hand as unlike as notes of two hands', () => {
		const secret = newSecret();
		expect(receiptMark(secret, 'a')).not.toBe(receiptMark(secret, 'b'));
		expect(receiptMark(secret, 'a')).toMatch(/^[0-9A-Za-z_-]{43}$/);
	});

	test('is a link that can be read back', () => {
		const code = { cafeId: newId(), secret: newSecret() };
		expect(readReceiptCode(writeReceiptCode(code))).toEqual(code);
	});

	test.each(['', 'x', 'abc.short', `abc.${'a'.repeat(23)}`, `../etc.${'a'.repeat(22)}`, `abc.${'æ'.repeat(22)}`, `.${'a'.repeat(22)}`])(
		'that cannot be one is not read: %s',
		(code) => {
			expect(readReceiptCode(code)).toBeUndefined();
		}
	);
});
