import { noteAction } from '../note.server.ts';
import { plainPage } from './plainPage.server.ts';
import type { PageServerLoad } from './$types';

/** Nothing here needs a script: that is what the page is for (L18). */
export const csr = false;

export const load: PageServerLoad = plainPage;

export const actions = { default: noteAction };
