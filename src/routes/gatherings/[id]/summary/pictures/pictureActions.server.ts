import type { FormValues } from '#lib/form.ts';
import * as pictures from '#lib/summaries/pictures/commands.server.ts';
import { describedPicture, newPicture, onePicture } from '#lib/summaries/pictures/input.ts';
import { pictureText as text } from '#lib/summaries/pictures/text.ts';
import { action } from '../../../../action.server.ts';

const describeId = ({ pictureId }: FormValues) => `describe-${String(pictureId)}`;

export const add = action({
	id: 'add',
	input: newPicture,
	run: async ({ actor, data, file, params, locals }) => {
		const read = await pictures.readUpload(file('file'));
		return read.ok ? pictures.addPicture(locals.db, actor, params.id, { ...data, file: read.bytes }, locals.now) : read;
	},
	text,
	done: () => ({ id: 'add', added: true })
});

export const describe = action({
	id: describeId,
	input: describedPicture,
	run: ({ actor, data, params, locals }) => pictures.describePicture(locals.db, actor, params.id, data.pictureId, data),
	text,
	done: (_, { data }) => ({ id: describeId(data), saved: true })
});

export const remove = action({
	id: 'add',
	input: onePicture,
	run: ({ actor, data, params, locals }) => pictures.removePicture(locals.db, actor, params.id, data.pictureId),
	text,
	done: () => undefined
});
