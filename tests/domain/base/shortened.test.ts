import { expect, test } from 'vitest';
import { shortened } from '#lib/text/shortened.ts';

test('what is too long is cut between words and says so; what fits is left', () => {
	expect(shortened('Fleire bustader', 15)).toBe('Fleire bustader');
	expect(shortened('Fleire bustader i sentrum', 17)).toBe('Fleire bustader…');
	expect(shortened('x'.repeat(40), 10)).toBe(`${'x'.repeat(9)}…`);
	expect(shortened(`${'x'.repeat(8)}🏠${'x'.repeat(8)}`, 10)).toBe(`${'x'.repeat(8)}…`);
});
