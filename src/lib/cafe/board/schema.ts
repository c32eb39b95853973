import type { FieldSchema, RootSchema, DocumentSchema } from '#lib/live/documentSchema.ts';
import { masked } from '#lib/pii/detect.ts';
import { isPosition } from '#lib/live/document/order.ts';
import { limits as cafeLimits } from '../model.ts';
import { boardLimits } from './limits.ts';

/** What may name an entry of a document. */
export const isId = (id: string) => /^[0-9a-z]{1,40}$/.test(id) && id !== 'constructor' && id !== 'prototype';
const orNull = (accepts: (text: string) => boolean) => (value: unknown) => value === null || (typeof value === 'string' && accepts(value));
const instant = orNull((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text));

const isReceipt = (value: unknown) => typeof value === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(value);

/** The shape as the live server's guard is told it. */
export function boardSchema(limits: Partial<typeof boardLimits> = {}): DocumentSchema {
	const max = { ...boardLimits, ...limits };
	const note: [string, FieldSchema][] = [
		// What points at a person and was taken out of a note at the table does not live on in what is kept beside it.
		['text', { is: 'text', max: max.noteCharacters, required: true, ofOwner: { signature: 'by', first: 'firstText', kept: masked } }],
		['firstText', { is: 'value', accepts: (value) => typeof value === 'string', byServer: true }],
		['column', { is: 'value', accepts: orNull((text) => /^[0-9A-Za-z-]{1,40}$/.test(text)), byOwner: true }],
		['clusterId', { is: 'value', accepts: orNull(isId) }],
		['pos', { is: 'value', accepts: isPosition, required: true }],
		[
			'round',
			{
				is: 'value',
				accepts: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= cafeLimits.rounds,
				required: true,
				fixed: true
			}
		],
		['by', { is: 'value', accepts: (value) => typeof value === 'string' && value.length <= 120, signature: true }],
		['receipt', { is: 'value', accepts: isReceipt, fixed: true }],
		['binnedAt', { is: 'value', accepts: instant, byOwner: true }]
	];
	const cluster: [string, FieldSchema][] = [
		['title', { is: 'text', max: max.titleCharacters, required: true }],
		['pos', { is: 'value', accepts: isPosition, required: true }],
		['into', { is: 'value', accepts: orNull(isId) }],
		['dissolvedAt', { is: 'value', accepts: instant }]
	];
	const proposal: [string, FieldSchema][] = [
		['note', { is: 'value', accepts: (value) => typeof value === 'string' && isId(value), required: true, fixed: true }],
		['receipt', { is: 'value', accepts: isReceipt, fixed: true }],
		['withdrawnAt', { is: 'value', accepts: instant, byOwner: true }]
	];
	return new Map<string, RootSchema>([
		['notes', { max: max.notes, bin: 'binnedAt', owned: true, perHour: true, names: isId, keys: new Map(note) }],
		['clusters', { max: max.clusters, perHour: true, names: isId, keys: new Map(cluster) }],
		['proposals', { max: max.proposals, bin: 'withdrawnAt', owned: true, perHour: true, names: isId, keys: new Map(proposal) }]
	]);
}
