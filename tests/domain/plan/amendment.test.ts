import { expect, test } from 'vitest';
import { amended } from '#lib/plan/inputs/amendment.ts';

const says = (nn: string, facts = {}) => ({ nn, nb: '', unitId: null, deadline: null, costKr: null, ...facts });
const heard = says('Arrangere bustadsosialt forum éin gong i året.');

test('an amendment keeps what others got into the draft after it was heard', () => {
	const asked = says('Arrangere bustadsosialt forum to gonger i året.');
	const now = says('Arrangere bustadsosialt forum éin gong i året, saman med Heimetenestene.');
	const { proposed, conflicts, isChangedSince } = amended(heard, asked, now);
	expect(proposed.nn).toBe('Arrangere bustadsosialt forum to gonger i året, saman med Heimetenestene.');
	expect({ conflicts, isChangedSince }).toEqual({ conflicts: [], isChangedSince: true });
});

test('where both have changed the same words, the draft stays and the place is named', () => {
	const { proposed, conflicts } = amended(
		heard,
		says('Arrangere bustadsosialt forum to gonger i året.'),
		says('Arrangere bustadsosialt forum kvar haust i året.')
	);
	expect(proposed.nn).toBe('Arrangere bustadsosialt forum kvar haust i året.');
	expect(conflicts).toEqual([{ field: 'nn', asked: 'to gonger', now: 'kvar haust' }]);
});

test('a written form that is left empty asks for nothing, and line breaks are kept', () => {
	const text = { ...heard, nn: 'Ein.\nTo.', nb: 'En.\nTo.' };
	const { proposed } = amended(text, { ...says('Ein.\nTo og tre.'), nb: '' }, { ...text, nn: 'Ein og ein halv.\nTo.' });
	expect(proposed).toMatchObject({ nn: 'Ein og ein halv.\nTo og tre.', nb: 'En.\nTo.' });
});

test('deadline, unit and cost are put together as words are', () => {
	const before = says('X', { unitId: 'nav', deadline: '2027-06-01', costKr: 100 });
	const asked = says('', { unitId: 'heime', deadline: '2027-12-01', costKr: 200 });
	const now = { ...before, deadline: '2028-01-01' };
	const { proposed, conflicts } = amended(before, asked, now);
	expect(proposed).toMatchObject({ nn: 'X', unitId: 'heime', deadline: '2028-01-01', costKr: 200 });
	expect(conflicts).toEqual([{ field: 'deadline', asked: '2027-12-01', now: '2028-01-01' }]);
});
