import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Asker } from '../support/askers.ts';
import { idsOf } from '../support/neighbours.ts';

type Creates = {
	who: Asker;
	form: Record<string, string> | [string, string][];
	/** Where a row more lies afterwards. */
	table: keyof Database;
	/** Another page of the kind than the one that stands for its route. */
	at?: string;
};

/** Actions that make something, filled in so that they do. What comes from a board or the door has an id of its own. */
export async function creatingForms(db: Kysely<Database>, municipalityId: string): Promise<Record<string, Creates>> {
	const ids = await idsOf(db, municipalityId);
	const leader = (table: keyof Database, form: Creates['form'], at?: string): Creates => ({
		who: 'leader',
		table,
		form,
		...(at && { at })
	});
	const ahead = await db
		.selectFrom('gathering')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.where('heldAt', 'is', null)
		.where('cancelledAt', 'is', null)
		.where('date', '>=', '2018-01-16')
		.orderBy('date')
		.executeTakeFirstOrThrow();
	const unit = await db
		.selectFrom('unit')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.orderBy('id')
		.executeTakeFirstOrThrow();
	const { id: seriesId } = await db
		.selectFrom('series')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirstOrThrow();
	const item = await db
		.selectFrom('programmeItem')
		.select('id')
		.where('gatheringId', '=', ahead.id)
		.orderBy('position')
		.executeTakeFirstOrThrow();
	const day = `/gatherings/${ahead.id}`;
	const names = { nameNn: 'Noko nytt', nameNb: 'Noe nytt' };
	const year = {
		preferredWeeks: '11',
		preferredWeekday: '3',
		startTime: '09:00',
		endTime: '12:00',
		inviteWeeks: '6',
		legalBasis: '',
		aboutNn: '',
		aboutNb: ''
	};
	return {
		'/calendar?/open': leader('calendarFeed', { kind: 'unit', subjectId: unit.id }),
		'/cycle?/addSeries': leader('series', {
			...{ ...names, ...year, minPerYear: '1', maxPerYear: '2', unitId: unit.id, roleNn: 'Leiar', roleNb: 'Leder' },
			...{ from: '01.01.2018', measure: '' }
		}),
		'/cycle/points?/add': leader('cycleEntry', {
			...{ kind: 'hearing', titleNn: 'Høyring', titleNb: '', date: '01.03.2018', month: '', recurs: 'once', leadWeeks: '2' },
			...{ ownerUnitId: unit.id, ownerRoleNn: 'Leiar', ownerRoleNb: '', colour: '' }
		}),
		'/gatherings/[id]?/addTask': leader('checklistItem', { title: 'Kaffi', dueDate: '01.03.2018' }, day),
		'/gatherings/[id]?/keepIdea': leader('seriesIdea', { text: 'Ta med Husbanken' }, day),
		'/gatherings/[id]/invitations?/invite': leader('mail', { 'personIds[]': ids.personId! }, `${day}/invitations`),
		'/gatherings/[id]/programme?/add': leader(
			'programmeItem',
			{ kind: 'talk', title: 'Startlån', startTime: '', minutes: '15' },
			`${day}/programme`
		),
		'/gatherings/[id]/programme?/material': leader(
			'programmeMaterial',
			{ itemId: item.id, label: 'Lysark', url: 'https://stord.example/a' },
			`${day}/programme`
		),
		'/gatherings/history?/past': leader('gathering', {
			...{ seriesId, theme: 'Frå før', when: '2014', recipe: 'talksWorkshop', room: '', attendedCount: '' }
		}),
		'/gatherings/new?/default': leader('gathering', {
			...{ date: 'own', ownDate: '20.09.2018', startTime: '09:00', theme: 'Bustøtte', recipe: 'talksCafe', room: '' }
		}),
		'/people?/add': leader('person', {
			...{ name: 'Ny Tilsett', email: 'ny.tilsett@stord.example', title: '', unitId: unit.id, levelId: '', locale: 'nn', password: '' }
		}),
		'/people/municipality?/add': leader('level', { names: 'Nytt nivå; Nytt nivå' }),
		'/plan/findings?/add': leader('preAnalysis', { title: 'Føranalyse', year: '2017', findings: 'Eit funn' }),
		'/plan/indicators?/save': leader('indicator', { ...names, level: 'activity', unit: 'personar', source: 'SSB', qualityNote: '' }),
		'/plan/indicators?/reading': leader('reading', { indicatorId: ids.indicatorId!, at: '2017', value: '7', shown: '', publishedIn: '' }),
		'/plan/inputs?/add': leader('planInput', { text: 'Fleire bustader', origin: 'hearing', originLabel: 'Eldrerådet', elementId: '' }),
		'/plan/revision?/add': leader('planElement', { kind: 'goal', nn: 'Nytt mål', nb: 'Nytt mål', parentId: '' }),
		'/topics?/propose': { who: 'staff', table: 'topic', form: { title: 'Tenesta på natt', kind: 'new', evenIfSimilar: 'yes', seriesId } },
		'/units?/add': leader('unit', { ...names, kind: 'internal', validFrom: '' }),
		'/units/[id]?/fill': leader('position', {
			...{ personId: ids.personId!, kind: 'other', roleNn: 'Rådgjevar', roleNb: 'Rådgiver', from: '01.03.2018' }
		})
	};
}
