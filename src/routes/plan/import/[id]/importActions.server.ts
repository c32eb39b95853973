import { redirect } from '@sveltejs/kit';
import type { InferOutput } from 'valibot';
import { correct, describeImport, discardImport, type Correction } from '#lib/plan/import/commands.server.ts';
import { finishImport } from '#lib/plan/import/finish.server.ts';
import { kindOfLines, oneLine, purpose, sameLines, whole } from '#lib/plan/import/input.ts';
import { planImportText } from '#lib/plan/import/text.ts';
import { mayRevise } from '#lib/plan/model.ts';
import { action } from '../../../action.server.ts';
import { packaged } from '../../adopt/packaged.server.ts';

const about = { may: mayRevise, text: planImportText };

export const kind = action({
	...about,
	id: 'kind',
	input: kindOfLines,
	run: ({ actor, data, params, locals }) =>
		correct(locals.db, actor, at(params.id, data), { what: 'kind', ids: data.lines, kind: data.kind }, locals.now)
});

export const line = action({
	...about,
	id: 'line',
	input: oneLine,
	run: ({ actor, data, params, locals }) => correct(locals.db, actor, at(params.id, data), correctionIn(data), locals.now),
	done: (_, { data, params }) => {
		const stays = data.what === 'up' || data.what === 'down';
		return redirect(303, `/plan/import/${params.id}${stays ? `?line=${data.line}` : ''}${data.what === 'join' ? '' : `#l-${data.line}`}`);
	}
});

export const describe = action({
	...about,
	id: 'about',
	input: purpose,
	run: ({ actor, data: { edition, ...said }, params, locals }) =>
		describeImport(locals.db, actor, { importId: params.id, edition }, said, locals.now)
});

export const same = action({
	...about,
	id: 'same',
	input: sameLines,
	run: ({ actor, data, params, locals }) => correct(locals.db, actor, at(params.id, data), { what: 'same', pairs: data.pairs }, locals.now)
});

export const finish = action({
	...about,
	id: 'finish',
	input: whole,
	run: ({ actor, data, params, locals }) => packaged(locals, actor, finishImport(locals.db, actor, at(params.id, data), locals.now)),
	done: ({ versionId, becomes }) => redirect(303, becomes === 'draft' ? '/plan/revision' : `/plan/versions/${versionId}`)
});

export const discard = action({
	...about,
	id: 'discard',
	run: ({ actor, params, locals }) => discardImport(locals.db, actor, params.id),
	done: () => redirect(303, '/plan/import')
});

const at = (importId: string, { edition }: { edition: number }) => ({ importId, edition });

function correctionIn({ edition: _, line: id, what, ...fields }: InferOutput<typeof oneLine>): Correction {
	if (what === 'up' || what === 'down') return { what: 'move', id, direction: what };
	if (what === 'split' || what === 'join') return { what, id };
	const { unitId, elementId, ...typed } = fields;
	return {
		what: 'fields',
		id,
		fields: { ...typed, unitId: unitId || null, elementId: elementId === '' ? null : elementId === 'new' ? '' : elementId }
	};
}
