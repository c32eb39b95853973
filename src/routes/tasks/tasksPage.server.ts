import { mayRun } from '#lib/cafe/model.ts';
import { gatheringsWithCafe } from '#lib/cafe/queries.server.ts';
import { addDays, civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { digestDays, isFor, mayTickTask } from '#lib/gatherings/checklist/model.ts';
import { lapsedTasks, openTasks } from '#lib/gatherings/checklist/queries.server.ts';
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
import { taskPage } from '../gatherings/[id]/taskPage.ts';
import { waitingFor } from './waiting.server.ts';
import { byDay } from './week.ts';

/**
 * What concerns the reader: by day, this week and the next, across series, where they are expected, what waits for their answer, their
 * tasks and what they promised; then what comes later, and what became of what they proposed. What is done or can't be done leaves.
 */
export async function tasksPage(db: Db, actor: Actor, now: Instant, locale: Locale) {
	const today = civilDate(now);
	const ahead = await gatheringsAhead(db, actor, now);
	const all = await waitingFor(db, actor, now, locale);
	const own = isStaff(actor) ? await staffPart(db, actor, today) : { mine: [], others: [], agreed: [], proposals: [] };
	// Who has the task of inviting is not told twice.
	const isTask = (id: string) => own.mine.some(({ task, gatheringId }) => task === 'invite' && id === `invite-${gatheringId}`);
	const waiting = all.filter(({ id }) => !isTask(id));
	// Those they are asked to come to; with none, the next that is planned.
	const asked = ahead.filter(({ answer }) => answer !== null);
	const near = asked.length > 0 ? asked : ahead.slice(0, 1);
	return {
		today,
		ahead,
		waiting,
		...own,
		...byDay(
			[
				...waiting.map((one) => ({ kind: 'waiting' as const, day: one.day, waiting: one })),
				...near.map((gathering) => ({
					kind: 'gathering' as const,
					day: gathering.mayReply && isOpen(gathering.answer) ? today : gathering.date,
					gathering
				})),
				...own.mine.map((task) => ({ kind: 'task' as const, day: task.dueDate, task })),
				...own.agreed.map((action) => ({ kind: 'action' as const, day: action.startBy, action }))
			],
			today
		),
		lapsed: isStaff(actor) ? await lapsedFor(db, actor, today) : [],
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

/** Gatherings of the last two weeks from whose day tasks of the reader went undone, and how many. */
async function lapsedFor(db: Db, actor: Actor, today: CivilDate) {
	const held = await positions(db, actor.municipalityId);
	const own = (await lapsedTasks(db, actor.municipalityId, today)).filter((task) => isFor(task, actor, held, today));
	return [...Map.groupBy(own, ({ gatheringId }) => gatheringId)].map(([id, tasks]) => ({
		id,
		theme: tasks[0]!.theme,
		count: tasks.length
	}));
}

/** Open tasks that are the reader's own or their unit's, actions agreed on that they may finish, and their own proposals. */
async function staffPart(db: Db, actor: Actor, today: CivilDate) {
	const { municipalityId } = actor;
	const held = await positions(db, municipalityId);
	const cafes = await gatheringsWithCafe(db, municipalityId);
	const tasks = (await openTasks(db, municipalityId, today)).map((task) => ({
		id: task.id,
		gatheringId: task.gatheringId,
		theme: task.theme,
		title: taskTitle(task),
		task: task.task,
		isWritten: task.task === null,
		href: mayRun(actor) ? taskPage(task, cafes.has(task.gatheringId)) : null,
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

/** Whether an invitation waits for an answer. */
const isOpen = (answer: string | null) => answer === 'unanswered' || answer === 'offered';
