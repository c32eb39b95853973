import { mayRun } from '#lib/cafe/model.ts';
import { cafeRow, whoCame } from '#lib/cafe/queries.server.ts';
import type { CivilDate } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { planningTimeOf } from '#lib/gatherings/planningTime.server.ts';
import { backlog } from '#lib/gatherings/planning/ideas.server.ts';
import { attended, hasNews, isOver, mayCancel, mayChange, mayClose, mayMove, mayPlan, mayTick, nextAction } from '#lib/gatherings/model.ts';
import { answerCounts, mailWaiting } from '#lib/gatherings/invitations/queries.server.ts';
import { checklist, tickableBy } from '#lib/gatherings/checklist/queries.server.ts';
import { hasLapsed } from '#lib/gatherings/checklist/model.ts';
import { ownerChoice } from '#lib/gatherings/checklist/owner.ts';
import { programme } from '#lib/gatherings/programme/queries.server.ts';
import type { GatheringDetail } from '#lib/gatherings/queries.server.ts';
import { shownProgramme } from '#lib/gatherings/programme/revisions.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { isStaff, type Actor } from '#lib/people/model.ts';
import { currentUnits } from '#lib/people/units/names.server.ts';
import { goals } from '#lib/plan/document/queries.server.ts';
import { openBefore } from '#lib/summaries/points/actions.server.ts';
import { summaryState } from '#lib/summaries/model.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { goalQuestion } from '../goalQuestion.server.ts';
import { partnerQuestion } from '../partnerQuestion.server.ts';
import { taskPage } from './taskPage.ts';

/** What the overview of a gathering shows this reader: a partner gets what is shared, staff the work as well. */
export async function overviewOf(db: Db, actor: Actor, gathering: GatheringDetail, today: CivilDate, locale: Locale) {
	const scope = [db, actor.municipalityId, gathering.id] as const;
	const staff = isStaff(actor);
	const items = await (mayChange(actor, gathering) ? programme(...scope) : shownProgramme(...scope));
	const waitingMail = staff ? await mailWaiting(...scope) : 0;
	// Closing the café is what ends a gathering that has one.
	const cafePhase = (await cafeRow(...scope))?.phase ?? null;
	const summary = summaryState(await versions(...scope));
	const fed =
		gathering.goalIds.length > 0 && staff
			? (await goals(db, actor.municipalityId)).filter((goal) => gathering.goalIds.includes(goal.id))
			: [];
	const mayTickThis = await tickableBy(db, actor, today);
	return {
		gathering,
		today,
		staff,
		items,
		tasks: (staff ? await checklist(...scope, today) : []).map((task) => ({
			...task,
			mayTick: mayTickThis(gathering, task),
			href: mayRun(actor) ? taskPage(task, cafePhase !== null) : null,
			owner: ownerChoice(task, gathering),
			lapsed: hasLapsed(task, gathering, today)
		})),
		units: mayPlan(actor) ? await ownerUnits(db, actor, gathering.date ?? today, locale) : [],
		attended: attended(gathering, await whoCame(...scope)),
		answers: await answerCounts(...scope, gathering.date ?? today),
		waitingMail,
		ideas: staff ? await backlog(db, actor.municipalityId, gathering.seriesId) : [],
		since: staff && items.some((item) => item.kind === 'sinceLast') ? await openBefore(db, gathering, today) : [],
		effort: staff ? await planningTimeOf(...scope) : null,
		goals: fed.map((goal) => ({ id: goal.id, label: `${goal.number} ${inLanguage(locale, goal)}` })),
		next: staff ? nextAction(gathering, { items: items.length, waitingMail, cafePhase, summary }, today) : 'none',
		may: {
			plan: mayPlan(actor),
			change: mayChange(actor, gathering),
			move: mayMove(actor, gathering),
			cancel: mayCancel(actor, gathering),
			close: mayClose(actor, gathering) && (cafePhase === null || cafePhase === 'closed'),
			tick: mayTick(actor, gathering)
		},
		sharing: mayPlan(actor) && !isOver(gathering) ? await sharingOf(db, gathering, today, locale) : null,
		news: mayPlan(actor) && hasNews(gathering)
	};
}

/** What the gathering can feed and be shared with, and what of it is so now; null when there is nothing to choose. */
async function sharingOf(db: Db, gathering: GatheringDetail, today: CivilDate, locale: Locale) {
	const { municipalityId, seriesId, goalIds: pickedGoals, partners } = gathering;
	const { goals } = await goalQuestion(db, municipalityId, seriesId, locale);
	const { outside } = await partnerQuestion(db, municipalityId, today, locale);
	const pickedPartners = partners.map(({ id }) => id);
	return goals.length + outside.length > 0 ? { goals, outside, pickedGoals, pickedPartners } : null;
}

/** The units that a task can be given to. */
async function ownerUnits(db: Db, actor: Actor, day: CivilDate, locale: Locale) {
	const own = (await currentUnits(db, actor.municipalityId, day, locale)).filter(({ kind }) => kind === 'internal');
	return own.map(({ id, name }) => ({ value: id, label: name }));
}
