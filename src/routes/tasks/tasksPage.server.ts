import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { digestDays, isFor, mayTickTask } from '#lib/gatherings/checklist/model.ts';
import { openTasks } from '#lib/gatherings/checklist/queries.server.ts';
import { taskTitle } from '#lib/gatherings/checklist/text.ts';
import { ownInvitations } from '#lib/gatherings/invitations/queries.server.ts';
import { isOver, mayPlan, maySee, whyNotAnswer } from '#lib/gatherings/model.ts';
import { all } from '#lib/gatherings/queries.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { isStaff, type Actor } from '#lib/people/model.ts';
import { positions } from '#lib/people/units/positions.server.ts';
import { openActions } from '#lib/summaries/points/actions.server.ts';
import { mayFinish } from '#lib/summaries/points/actions.ts';
import { answersTo, inbox } from '#lib/topics/queries.server.ts';
import { waitingFor } from './waiting.server.ts';

/** What concerns the reader now: gatherings ahead, what waits for them, their tasks, and what became of what they proposed. */
export async function tasksPage(db: Db, actor: Actor, now: Instant, locale: Locale) {
	const today = civilDate(now);
	return {
		today,
		ahead: await gatheringsAhead(db, actor, now),
		waiting: await waitingFor(db, actor, now, locale),
		...(isStaff(actor) ? await staffPart(db, actor, today) : { mine: [], others: [], agreed: [], proposals: [] }),
		staff: isStaff(actor),
		mayWrite: mayPlan(actor)
	};
}

/** Gatherings that are not over and that the reader is invited to or may see, the next first; `answer`: how it stands with theirs. */
async function gatheringsAhead(db: Db, actor: Actor, now: Instant) {
	const today = civilDate(now);
	const own = await ownInvitations(db, actor.municipalityId, actor.id, now);
	return (await all(db, actor.municipalityId))
		.filter((one) => !isOver(one) && (one.date === null || one.date >= today))
		.map((one) => ({ ...one, answer: own.get(one.id) ?? null, open: maySee(actor, one.partnerIds) }))
		.filter((one) => one.open || one.answer !== null)
		.reverse()
		.map(({ id, theme, seriesNn, seriesNb, date, month, year, startTime, endTime, room, state, answer, open }) => ({
			...{ id, theme, seriesNn, seriesNb, date, month, year, startTime, endTime, room, answer, open },
			mayReply: answer !== null && whyNotAnswer({ state, date }, today) === null
		}));
}

/** Open tasks that are the reader's own or their unit's, actions agreed on that they may finish, and their own proposals. */
async function staffPart(db: Db, actor: Actor, today: CivilDate) {
	const { municipalityId } = actor;
	const held = await positions(db, municipalityId);
	const tasks = (await openTasks(db, municipalityId, today)).map((task) => ({
		id: task.id,
		gatheringId: task.gatheringId,
		theme: task.theme,
		title: taskTitle(task),
		isWritten: task.task === null,
		dueDate: task.dueDate,
		late: task.dueDate < today,
		soon: task.dueDate <= addDays(today, digestDays),
		mine: isFor(task, actor, held, today),
		mayTick: mayTickTask(actor, { state: task.state }, task, held, today),
		unit: task.ownerUnitId !== null && task.ownerUnitId === actor.unitId
	}));
	const agreed = (await openActions(db, municipalityId, null, today)).map((action) => ({ ...action, mayFinish: mayFinish(actor, action) }));
	const answers = new Map((await answersTo(db, municipalityId, actor.id)).map((answer) => [answer.topicId, answer.reason]));
	return {
		mine: tasks.filter((task) => task.mine),
		others: tasks.filter((task) => !task.mine && task.unit),
		agreed: agreed.filter((action) => action.mayFinish),
		proposals: (await inbox(db, municipalityId, actor.id))
			.filter((topic) => topic.proposedBy.id === actor.id)
			.toSorted((a, b) => b.proposedAt.localeCompare(a.proposedAt))
			.map(({ id, title, state }) => ({ id, title, state, reason: answers.get(id) ?? '' }))
	};
}
