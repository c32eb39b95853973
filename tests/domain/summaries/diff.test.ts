import { expect, test } from 'vitest';
import { summaryDifferences } from '#lib/summaries/publication/diff.ts';
import { contentFrom, type SummaryContent } from '#lib/summaries/model.ts';

const point = (id: string, text: string, starter = ''): SummaryContent['points'][number] => ({
	id,
	text,
	first: false,
	starter,
	startBy: null,
	tables: [1],
	votes: 0
});
const summary = (change: Partial<SummaryContent>): SummaryContent => ({
	...contentFrom(
		JSON.stringify({
			title: 'Forum',
			intro: 'Takk for i dag.',
			closing: '',
			points: [point('a', 'Eitt nummer å ringje'), point('b', 'Same skjema')],
			numbers: { attended: 46, units: 9, tables: 8, notes: 100, votes: 30 }
		})
	),
	...change
});

test('two versions of a summary differ in what was added, taken out and worded anew, told in words and by what it is', () => {
	const before = summary({ sections: [{ id: 's', heading: 'Telefon', text: 'Ring 53.', points: ['a'] }] });
	const after = summary({
		intro: 'Takk for i går.',
		sections: [],
		points: [point('a', 'Eitt nummer å ringje', 'Nav'), point('c', 'Eit nytt punkt')]
	});
	const told = summaryDifferences(before, after);
	expect(told.map(({ of, what }) => [of, what])).toEqual([
		['intro', 'changed'],
		['section', 'removed'],
		['point', 'added'],
		['point', 'removed'],
		['starter', 'changed']
	]);
	expect(told[0]!.words.filter(({ kind }) => kind !== 'same')).toEqual([
		{ kind: 'del', text: 'dag' },
		{ kind: 'ins', text: 'går' }
	]);
	for (const { words } of told) {
		const side = (out: 'ins' | 'del') =>
			words
				.filter(({ kind }) => kind !== out)
				.map(({ text }) => text)
				.join('');
		expect(side('ins')).not.toBe(side('del'));
	}
	expect(summaryDifferences(before, before)).toEqual([]);
});
