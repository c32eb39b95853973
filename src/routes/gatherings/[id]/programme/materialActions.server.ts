import * as input from '#lib/gatherings/programme/input.ts';
import { addMaterial, removeMaterial as remove } from '#lib/gatherings/programme/materials.server.ts';
import { materialText as text } from '#lib/gatherings/programme/text.ts';
import { action } from '../../../action.server.ts';

export const material = action({
	id: 'material',
	input: input.material,
	run: ({ actor, data, params, locals }) => addMaterial(locals.db, actor, params.id, data, locals.now),
	text
});

export const removeMaterial = action({
	id: 'list',
	input: input.oneMaterial,
	run: ({ actor, data, params, locals }) => remove(locals.db, actor, params.id, data.materialId),
	text
});
