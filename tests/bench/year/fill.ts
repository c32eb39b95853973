import Database from 'better-sqlite3';
import { addDays } from '#lib/dates.ts';

/** One municipality as it is everywhere: so much of each, whatever the number of years. */
export const size = { units: 30, people: 150, topics: 60, entries: 20, gatherings: 2, guests: 50 };
export const today = '2026-03-02';

/**
 * Fills a migrated file with `municipalities` × `years` of gatherings, in one transaction. Gives how many there are of the largest
 * tables.
 */
export function fill(path: string, municipalities: number, years: number): { gatherings: number; registrations: number } {
	const db = new Database(path);
	db.pragma('synchronous = OFF');
	db.pragma('foreign_keys = OFF');
	const statements = new Map<string, Database.Statement>();
	const insert = (table: string, row: Record<string, string | number | null>) => {
		let statement = statements.get(table);
		if (!statement) {
			const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
			const keys = Object.keys(row);
			statement = db.prepare(`insert into ${snake(table)} (${keys.map(snake).join()}) values (${keys.map((key) => `@${key}`).join()})`);
			statements.set(table, statement);
		}
		statement.run(row);
	};
	let gatherings = 0;
	let registrations = 0;
	db.transaction(() => {
		for (let m = 0; m < municipalities; m++) {
			const counted = municipality(insert, `m${m}`, years);
			gatherings += counted.gatherings;
			registrations += counted.registrations;
		}
	})();
	db.exec('analyze');
	db.close();
	return { gatherings, registrations };
}

type Insert = (table: string, row: Record<string, string | number | null>) => void;

function municipality(insert: Insert, id: string, years: number): { gatherings: number; registrations: number } {
	const at = '2006-01-01T08:00:00.000Z';
	const own = { municipalityId: id };
	const thisYear = Number(today.slice(0, 4));
	insert('municipality', { id, name: `Kommune ${id}`, locale: 'nn', createdAt: at });
	const unit = (n: number) => `${id}-u${n % size.units}`;
	for (let n = 0; n < size.units; n++) {
		insert('unit', { id: unit(n), ...own, nameNn: `Eining ${n}`, nameNb: `Enhet ${n}`, kind: 'internal', colour: n % 12 });
		insert('unitHeadcount', {
			id: `${unit(n)}-h`,
			...own,
			unitId: unit(n),
			date: '2026-01-10',
			headcount: 5 + n,
			newcomers: n % 5,
			enteredAt: at
		});
	}
	const person = (n: number) => `${id}-p${n % size.people}`;
	for (let n = 0; n < size.people; n++)
		insert('person', { id: person(n), ...own, name: `Person ${n}`, email: `${person(n)}@bench.example`, unitId: unit(n), createdAt: at });
	insert('roleGrant', { id: `${id}-r`, ...own, personId: person(0), role: 'leader', grantedAt: at });
	const seriesId = `${id}-s`;
	insert('series', {
		id: seriesId,
		...own,
		nameNn: 'Forum',
		nameNb: 'Forum',
		minPerYear: 1,
		maxPerYear: 2,
		preferredWeeks: '[11,42]',
		preferredWeekday: 3,
		startTime: '09:00',
		endTime: '15:00',
		inviteWeeks: 6,
		createdAt: at
	});
	insert('stewardship', { id: `${id}-w`, ...own, seriesId, unitId: unit(0), roleNn: 'leiar', roleNb: 'leder', validFrom: '2006-01-01' });
	insert('obligation', {
		id: `${id}-o`,
		...own,
		seriesId,
		labelNn: 'Tiltak',
		labelNb: 'Tiltak',
		minPerYear: 1,
		maxPerYear: 2,
		validFrom: '2006-01-01',
		createdAt: at
	});
	const recurs = ['monthly', 'halfYearly', 'yearly'] as const;
	for (let n = 0; n < size.entries; n++) {
		const month = `2006-${String(1 + (n % 12)).padStart(2, '0')}`;
		insert('cycleEntry', {
			id: `${id}-e${n}`,
			...own,
			kind: 'body',
			titleNn: `Møte ${n}`,
			titleNb: `Møte ${n}`,
			date: `${month}-10`,
			month,
			recurs: recurs[n % 3]!,
			leadWeeks: 2,
			colour: n % 12,
			createdAt: at
		});
	}
	for (let n = 0; n < size.topics; n++) {
		const topicId = `${id}-t${n}`;
		insert('topic', {
			id: topicId,
			...own,
			seriesId,
			title: `Tema nummer ${n}`,
			description: '',
			forWhom: '',
			kind: 'new',
			state: 'proposed',
			stateReason: '',
			proposedBy: person(n),
			proposedAt: at
		});
		for (let s = 0; s < 5; s++) insert('topicSupport', { topicId, personId: person(n + s * 7), ...own, at });
	}
	let gatherings = 0;
	for (let back = years - 1; back >= 0; back--) {
		for (let n = 0; n < size.gatherings; n++) {
			gathering(insert, { id, seriesId, year: thisYear - back, n, turn: gatherings, unit, person });
			gatherings++;
		}
	}
	return { gatherings, registrations: gatherings * size.guests };
}

function gathering(
	insert: Insert,
	of: { id: string; seriesId: string; year: number; n: number; turn: number; unit: (n: number) => string; person: (n: number) => string }
): void {
	const { id, seriesId, year, n, turn, unit, person } = of;
	const own = { municipalityId: id };
	const gatheringId = `${id}-g${year}-${n}`;
	const date = n === 0 ? `${year}-02-11` : `${year}-10-14`;
	const held = date < today;
	insert('gathering', {
		id: gatheringId,
		...own,
		seriesId,
		recipe: 'talksCafe',
		theme: `Forum ${n} i ${year}`,
		state: held ? 'held' : 'invited',
		date,
		month: date.slice(0, 7),
		year,
		startTime: '09:00',
		endTime: '15:00',
		room: 'Salen',
		organiserUnitId: unit(0),
		calendarSequence: 0,
		sentSequence: 0,
		createdAt: `${year}-01-01T08:00:00.000Z`
	});
	for (let p = 0; p < 6; p++)
		insert('programmeItem', {
			id: `${gatheringId}-i${p}`,
			...own,
			gatheringId,
			position: p + 1,
			kind: 'talk',
			title: `Innlegg ${p}`,
			startTime: `${String(9 + p).padStart(2, '0')}:00`,
			minutes: 45,
			speaker: '',
			topicId: p < 4 ? `${id}-t${(turn * 4 + p) % size.topics}` : null
		});
	for (let c = 0; c < 12; c++)
		insert('checklistItem', {
			id: `${gatheringId}-c${c}`,
			...own,
			gatheringId,
			task: null,
			title: `Oppgåve ${c}`,
			dueDate: addDays(date, -7 * c),
			ownerUnitId: unit(c),
			ownerRoleNn: 'leiar',
			ownerRoleNb: 'leder',
			doneAt: held ? `${date}T08:00:00.000Z` : null
		});
	for (let g = 0; g < size.guests; g++) {
		const personId = person(turn * 11 + g * 3);
		insert('invitation', {
			id: `${gatheringId}-n${g}`,
			...own,
			gatheringId,
			personId,
			tokenHash: `${gatheringId}-${g}`,
			answer: g % 4 === 0 ? null : 'accepted',
			createdAt: `${year}-01-01T08:00:00.000Z`
		});
		insert('attendance', {
			id: `${gatheringId}-a${g}`,
			...own,
			gatheringId,
			personId,
			name: `Person ${g}`,
			unitId: unit(turn * 11 + g * 3)
		});
	}
}
