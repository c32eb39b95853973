import { requireActor } from '#lib/people/auth/guard.server.ts';
import { importPeople, previewFile } from '#lib/people/import/commands.server.ts';
import { listOfPeople, listToRead } from '#lib/people/import/input.ts';
import { maxRows } from '#lib/people/import/preview.ts';
import { importText } from '#lib/people/import/text.ts';
import { mayAdminister } from '#lib/people/model.ts';
import { action } from '../../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	requireActor(locals, url, mayAdminister);
	return { maxRows };
};

const about = { id: 'import', may: mayAdminister, text: importText };

export const actions = {
	/** Reads the file and shows what it would do; nothing is written, and nothing of it is kept. */
	preview: action({
		...about,
		input: listToRead,
		keep: ({ columns = [] }) => ({ columns }),
		run: ({ actor, data, file, locals }) => previewFile(locals.db, actor.municipalityId, { ...data, file: file('file') }, locals.now),
		done: ({ preview, list, file, hadUnseen }, { data }) => ({ preview, list, file, hadUnseen, chosen: data.columns })
	}),
	/** Does what was shown. */
	take: action({
		...about,
		input: listOfPeople,
		keep: () => ({}),
		run: ({ actor, data, locals }) => importPeople(locals.db, actor, data.list, locals.now, data.columns),
		done: ({ ok: _, ...done }) => ({ done })
	})
};
