import { civilDate, daysBetween } from '#lib/dates.ts';
import type { Block } from '#lib/documents/document.ts';
import { checklist } from '#lib/gatherings/checklist/queries.server.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import type { ListedGathering } from '#lib/gatherings/queries.server.ts';
import { recipeOf } from '#lib/gatherings/planning/recipes.ts';
import { kindName } from '#lib/gatherings/programme/text.ts';
import { recipeName } from '#lib/gatherings/planning/text.ts';
import { taskTitle } from '#lib/gatherings/checklist/text.ts';
import { clockTime } from '#lib/i18n/format.ts';
import { joined, nameFor, parted, type Words } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { countsOf } from '#lib/mail/queries.server.ts';
import { holds, isCurrent } from '#lib/people/model.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { persons, units as unitsOf } from '#lib/people/queries.server.ts';
import type { Asked } from './pack.server.ts';

/** The programme of the last gathering held, and the recipe it was made by with its work spread over the weeks. */
export async function lastTime({ db, municipalityId, locale, wrote }: Asked, last: ListedGathering | undefined): Promise<Block[]> {
	const as = { locale };
	if (!last) return [{ heading: m.handover_recipe({}, as), level: 1 }, { text: m.handover_programme_none({}, as) }];
	const items = await programme(db, municipalityId, last.id);
	const head = [m.handover_time, m.handover_item, m.handover_speaker].map((word) => word({}, as));
	const rows = items.map((item) => [
		clockTime(locale, item.startTime),
		item.title ? wrote(item.title) : kindName(item.kind),
		joined([item.speaker && wrote(item.speaker), item.unitNn && nameFor(locale, { nn: item.unitNn, nb: item.unitNb ?? item.unitNn })], ', ')
	]);
	const theme = wrote(last.theme);
	const title = parted(m.handover_programme({ theme: last.theme }, as), [theme]);
	const tasks = (recipeOf(last.recipe)?.tasks ?? [])
		.toSorted((a, b) => 7 * (a.weeks - b.weeks) + (a.days ?? 0) - (b.days ?? 0))
		.map(({ task, weeks, days = 0 }) => {
			const words = { task: taskTitle({ task, title: '' }, locale) };
			if (weeks < 0) return m.handover_before({ ...words, weeks: -weeks }, as);
			if (weeks > 0) return m.handover_after({ ...words, weeks }, as);
			return days < 0 ? m.handover_day_before({ ...words, days: -days }, as) : m.handover_same_day(words, as);
		});
	return [
		{ heading: title, level: 1 },
		rows.length > 0
			? { table: { caption: title, head, rows } }
			: { text: parted(m.handover_programme_unknown({ theme: last.theme }, as), [theme]) },
		{ heading: m.handover_recipe({}, as), level: 1 },
		{ text: m.handover_recipe_name({ recipe: recipeName(last.recipe) }, as) },
		{ list: tasks }
	];
}

/** Who leads the units, who runs the day, who plans with us from outside, and who spoke last. */
export async function contacts({ db, municipalityId, locale, today }: Asked, last: ListedGathering | undefined): Promise<Block> {
	const as = { locale };
	const units = new Map(
		(await unitsOf(db, municipalityId)).map((unit) => [unit.id, nameFor(locale, { nn: unit.nameNn, nb: unit.nameNb })])
	);
	const leaders = (await positions(db, municipalityId)).filter((held) => held.kind === 'leader' && isCurrent(held, today));
	const items = last ? await programme(db, municipalityId, last.id) : [];
	const rows = (await persons(db, municipalityId)).flatMap((person) => {
		if (person.disabledAt !== null) return [];
		const leads = leaders.find((held) => held.personId === person.id);
		const roles = [
			leads && (leads.roleNn || leads.roleNb ? nameFor(locale, { nn: leads.roleNn, nb: leads.roleNb }) : m.handover_contact_leads({}, as)),
			person.hasAccount && holds(person, 'partner') && m.handover_contact_outside({}, as),
			holds(person, 'facilitator') && m.handover_contact_runs({}, as),
			items.some(({ speaker }) => speaker.includes(person.name)) && m.handover_contact_spoke({}, as)
		].filter((role) => role);
		if (roles.length === 0) return [];
		return [[person.name, joined(roles, ', '), units.get(leads?.unitId ?? person.unitId ?? '') ?? '', person.email ?? '']];
	});
	const head = [m.common_name, m.common_role, m.common_unit, m.common_email].map((word) => word({}, as));
	return { table: { caption: m.handover_contacts({}, as), head, rows } };
}

/** The share of those invited below which too few came. */
const minShare = 0.6;

/**
 * Issues at the last three gatherings: low attendance, tasks done late or never, undelivered mail. Without any, says so unless a
 * person has written something (`toldAlready`).
 */
export async function troubles(
	{ db, municipalityId, locale, wrote, today }: Asked,
	gatherings: readonly ListedGathering[],
	toldAlready: boolean
): Promise<Block[]> {
	const as = { locale };
	const list: Words[] = [];
	for (const { id, theme, attended, invited } of gatherings.filter(({ state }) => state === 'held').slice(-3)) {
		if (attended !== null && invited > 0 && attended < minShare * invited)
			list.push(parted(m.handover_wrong_few({ theme, came: attended, invited }, as), [wrote(theme)]));
		for (const task of await checklist(db, municipalityId, id, today)) {
			const words = { theme, task: taskTitle(task, locale) };
			const names = [wrote(theme), ...(task.task ? [] : [wrote(task.title)])];
			const late = task.doneAt === null ? 0 : daysBetween(task.dueDate, civilDate(task.doneAt));
			if (task.doneAt === null) list.push(parted(m.handover_wrong_undone(words, as), names));
			else if (late > 0) list.push(parted(m.handover_wrong_late({ ...words, days: late }, as), names));
		}
		const { failed = 0, bounced = 0 } = await countsOf(db, municipalityId, { kind: 'invitation', id });
		if (failed + bounced > 0) list.push(parted(m.handover_wrong_mail({ theme, count: failed + bounced }, as), [wrote(theme)]));
	}
	if (list.length > 0) return [{ list }];
	return toldAlready ? [] : [{ text: m.handover_wrong_none({}, as) }];
}
