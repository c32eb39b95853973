import { mayFacilitate, type Actor } from '#lib/people/model.ts';
import { mayRevise } from '../model.ts';
import type { ThreadItem } from './model.ts';

export type Step =
	| 'gatherPoints'
	| 'takeIn'
	| 'decide'
	| 'changeDecision'
	| 'openMeasure'
	| 'openDraft'
	| 'answerFollowUp'
	| 'reportStatus'
	| 'readVersion'
	| 'seeNumbers'
	| 'enterNumber';

export type Known = {
	/** The number of the open revision, if one is open. */
	openRevision: number | null;
	/** Something came of it already. */
	wentOn: boolean;
	/** Measures that the reader is asked about and that nobody has answered for. */
	asked: ReadonlySet<string>;
};

/** What the reader may do next from a station, and where; by the predicates that the commands refuse by. */
export function nextSteps(
	item: ThreadItem,
	actor: Pick<Actor, 'roles'>,
	{ openRevision, wentOn, asked }: Known
): { step: Step; href: string }[] {
	const leads = mayRevise(actor);
	switch (item.kind) {
		case 'harvestPoint':
			return !wentOn && mayFacilitate(actor) ? [{ step: 'gatherPoints', href: `/gatherings/${item.gatheringId}/harvest` }] : [];
		case 'forumPoint':
			return !wentOn && leads && openRevision !== null ? [{ step: 'takeIn', href: '/plan/inputs' }] : [];
		case 'input':
			return !wentOn && leads && item.withdrawnAt === null && item.revision === openRevision
				? [{ step: 'decide', href: `/plan/inputs?input=${item.id}` }]
				: [];
		case 'decision':
			return leads && !item.isSettled ? [{ step: 'changeDecision', href: `/plan/inputs?input=${item.id}` }] : [];
		case 'element':
			if (item.isDraft) return leads ? [{ step: 'openDraft', href: `/plan/revision?edit=${item.id}#e-${item.id}` }] : [];
			return [
				{ step: 'openMeasure', href: `/plan#e-${item.id}` },
				...(asked.has(item.id) ? [{ step: 'answerFollowUp' as const, href: '/tasks' }] : []),
				...(leads && item.elementKind === 'measure' ? [{ step: 'reportStatus' as const, href: `/plan/followup#e-${item.id}` }] : [])
			];
		case 'version':
			return [{ step: 'readVersion', href: `/plan/versions/${item.id}` }];
		case 'indicator':
			return [{ step: leads ? 'enterNumber' : 'seeNumbers', href: `/plan/indicators#i-${item.id}` }];
		default:
			return [];
	}
}
