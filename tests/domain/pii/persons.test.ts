import { expect, test } from 'vitest';
import { personalIn, withoutPersons } from '#lib/pii/persons.ts';
import { redactionOfFinds } from '#lib/pii/redaction.ts';
import { asks, passes } from './persons.table.ts';

const sentences = (text: string) => text.trim().split('\n');

test('nine of ten sentences that point at somebody are asked about, and at most one of twenty that do not', () => {
	const [missed, false_] = [
		sentences(asks).filter((text) => personalIn(text).length === 0),
		sentences(passes).filter((text) => personalIn(text).length > 0)
	];
	console.info(
		`missed ${missed.length} of ${sentences(asks).length}`,
		missed,
		`false ${false_.length} of ${sentences(passes).length}`,
		false_
	);
	expect(sentences(asks)).toHaveLength(100);
	expect(sentences(passes)).toHaveLength(100);
	expect(missed.length).toBeLessThanOrEqual(10);
	expect(false_.length).toBeLessThanOrEqual(5);
});

test.each([
	['Ola Hansen på Prestagardsvegen 14 har gjeld og rus', 'Ein person har gjeld og rus'],
	['Vi fekk ikkje svar til Kari Nordmann.', 'Vi fekk ikkje svar til ein person.'],
	['Mann 34 år frå Leirvik har gjeld', 'Ein person har gjeld'],
	['Gunnar Larsen, f. 1949, treng heimehjelp', 'Ein person, treng heimehjelp'],
	['Leige i Storgata 12B er for høg. Ring 41 23 45 67', 'Leige er for høg. Ring'],
	['Vi treng fleire småhus', 'Vi treng fleire småhus']
])('“%s” is offered as “%s”', (text, without) => {
	expect(withoutPersons(text, 'ein person')).toBe(without);
});

test('what is masked goes from every text, a name of one word from its own text and copies of it only', () => {
	const text = 'Ola Hansen i Storgata 12B skuldar Kari pengar';
	const masked = redactionOfFinds(text, personalIn(text));
	expect(masked.text(text)).toBe('█████ i █████ skuldar █████ pengar');
	expect(masked.text(`Punkt: ${text}. Kari heldt innleiinga.`)).toBe('Punkt: █████ i █████ skuldar █████ pengar. Kari heldt innleiinga.');
	expect(masked.text('Vi ringde Ola Hansen, og Kari takka')).toBe('Vi ringde █████, og Kari takka');
});
