import { verifyText } from '#lib/plan/package/text.ts';
import { maxFile, verdictOn } from '#lib/plan/package/verify.server.ts';
import { refuse } from '#lib/result.ts';
import { openAction } from '../action.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ chrome: 'bare' as const, locale: locals.locale });

export const actions = {
	/** Anybody, about what is public: the file is compared and forgotten. */
	default: openAction({
		run: async ({ file, event, locals }) => {
			if (!(await locals.verifyLimit.allows(event.getClientAddress()))) return refuse('limit');
			const sent = file('file');
			if (!sent) return refuse('missingFile');
			if (sent.size > maxFile) return refuse('tooLongFile');
			return { ok: true as const, verdict: await verdictOn(locals.db, Buffer.from(await sent.arrayBuffer())), name: sent.name };
		},
		text: verifyText,
		at: { missingFile: 'file', tooLongFile: 'file' },
		done: ({ verdict, name }) => ({ verdict, name })
	})
};
