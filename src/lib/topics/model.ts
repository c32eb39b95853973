import { nameOrder } from '#lib/text/names.ts';
import type { TopicState, TopicTables } from '#db/schema/topics.ts';
import { isStaff, mayLead, type Actor } from '#lib/people/model.ts';

export type { TopicState };
export type Topic = TopicTables['topic'];
export type TopicKind = Topic['kind'];

/** Years until half of what was heard is gone: schemes and rules change, culture lasts longer. */
export const halfLives = { scheme: 2, culture: 4 } as const;
export const maxHalfLife = 20;

export const topicStates: readonly TopicState[] = ['proposed', 'shortlisted', 'planned', 'held', 'resting', 'declined'];
export const topicKinds: readonly TopicKind[] = ['new', 'repeat', 'refresh'];

/**
 * From which state a topic may come to which. It is proposed; shortlisted for a programme; planned in one and held there, or let
 * go of (shortlisted again); it rests or is declined with a reason, and can be taken up again.
 */
const transitions: Record<TopicState, readonly TopicState[]> = {
	proposed: ['shortlisted', 'planned', 'resting', 'declined'],
	shortlisted: ['planned', 'resting', 'declined', 'proposed'],
	planned: ['held', 'shortlisted'],
	held: ['proposed', 'shortlisted', 'planned', 'resting'],
	resting: ['proposed', 'shortlisted', 'planned'],
	declined: ['proposed', 'shortlisted']
};

export function mayBecome(from: TopicState, to: TopicState): boolean {
	return transitions[from].includes(to);
}

/** What a planner answers by hand; planned and held follow from the programme. */
export const answers = ['shortlisted', 'resting', 'declined', 'proposed'] as const;
export type TopicAnswerState = (typeof answers)[number];

/** A no, or not now, is never given without a reason. */
export function needsReason(state: TopicState): boolean {
	return state === 'resting' || state === 'declined';
}

/** Anybody employed here: the inbox never closes. */
export function mayPropose(actor: Pick<Actor, 'roles'>): boolean {
	return isStaff(actor);
}

/** Answers proposals and picks them for programmes. */
export function mayAnswer(actor: Pick<Actor, 'roles'>): boolean {
	return mayLead(actor);
}

/** What can be supported, and offered a talk on: what may still come in a programme. */
export function isOpen(topic: { state: TopicState }): boolean {
	return topic.state === 'proposed' || topic.state === 'shortlisted' || topic.state === 'resting';
}

/** Whether a talk on it may be offered: also when it is planned already, since speakers fall ill. */
export function takesOffers(topic: { state: TopicState }): boolean {
	return isOpen(topic) || topic.state === 'planned';
}

/** What may become part of another topic: not what stands in a programme, nor what has done so already. */
export function mayMerge(topic: Pick<Topic, 'state' | 'mergedIntoId'>): boolean {
	return topic.state !== 'planned' && topic.mergedIntoId === null;
}

/** Years until half of what was heard of a topic is gone. */
export function halfLifeOf(topic: Pick<Topic, 'halfLifeYears'>): number {
	return topic.halfLifeYears ?? halfLives.scheme;
}

export type Spread = {
	supporters: number;
	/** Units the supporters work in, most supporters first. */
	units: { unitId: string; nameNn: string; nameNb: string; colour: number; supporters: number }[];
};

/** How support spreads: five from three units weigh more than six from one. People in no unit count as supporters only. */
export function spreadOf(
	supports: readonly { unitId: string | null; nameNn: string | null; nameNb: string | null; colour: number | null }[]
): Spread {
	const units = new Map<string, Spread['units'][number]>();
	for (const { unitId, nameNn, nameNb, colour } of supports) {
		if (unitId === null) continue;
		const unit = units.get(unitId) ?? { unitId, nameNn: nameNn ?? '', nameNb: nameNb ?? '', colour: colour ?? 0, supporters: 0 };
		unit.supporters += 1;
		units.set(unitId, unit);
	}
	return {
		supporters: supports.length,
		units: [...units.values()].toSorted((a, b) => b.supporters - a.supporters || nameOrder(a.nameNn, b.nameNn))
	};
}

/** Orders topics by how many units stand behind them, then by how many people, then the oldest first. */
export function bySpread(a: { spread: Spread; proposedAt: string }, b: { spread: Spread; proposedAt: string }): number {
	return (
		b.spread.units.length - a.spread.units.length || b.spread.supporters - a.spread.supporters || a.proposedAt.localeCompare(b.proposedAt)
	);
}
