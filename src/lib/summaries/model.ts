import type { Actor } from '#lib/people/model.ts';
import { mayLead } from '#lib/people/model.ts';

/** A point of the forum: what one table brought, or what several brought together. */
export type ForumPoint = {
	id: string;
	position: number;
	text: string;
	firstAt: string | null;
	starterUnitId: string | null;
	starterRole: string;
	startBy: string | null;
	/** Numbers of the tables it came from, ascending. */
	tables: number[];
	/** Dots on the notes behind it. */
	votes: number;
	notes: number;
};

export type SummaryState = 'none' | 'draft' | 'published' | 'correcting';

/** What a gathering's summary is at: nothing yet, a first draft, published, or published with a correction under way. */
export function summaryState(versions: readonly { publishedAt: string | null }[]): SummaryState {
	const drafting = versions.some((version) => version.publishedAt === null);
	const published = versions.some((version) => version.publishedAt !== null);
	if (drafting) return published ? 'correcting' : 'draft';
	return published ? 'published' : 'none';
}

/** Points are worked on until the summary is published, and again while a correction is open. */
export function mayWorkOnPoints(actor: Pick<Actor, 'roles'>, state: SummaryState): boolean {
	return mayLead(actor) && state !== 'published';
}

export function mayPublish(actor: Pick<Actor, 'roles'>, state: SummaryState): boolean {
	return mayLead(actor) && (state === 'draft' || state === 'correcting');
}

export function mayMail(actor: Pick<Actor, 'roles'>, state: SummaryState): boolean {
	return mayLead(actor) && (state === 'published' || state === 'correcting');
}

/** What is frozen when a summary is published; readers never see anything else. */
export type SummaryContent = {
	title: string;
	intro: string;
	closing: string;
	points: { id: string; text: string; first: boolean; starter: string; startBy: string | null; tables: number[]; votes: number }[];
	numbers: { attended: number; units: number; tables: number; notes: number; votes: number };
};

/** Points as people read them: what comes first on top, otherwise as the leader ordered them. */
export function inReadingOrder<P extends { firstAt: string | null; position: number }>(points: readonly P[]): P[] {
	return points.toSorted((a, b) => Number(b.firstAt !== null) - Number(a.firstAt !== null) || a.position - b.position);
}

/** Whom a summary can go to: who was there, who was invited and was not, who is to be informed. */
export const audiences = ['attended', 'invited', 'informed'] as const;
export type Audience = (typeof audiences)[number];
