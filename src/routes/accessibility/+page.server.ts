import { noticePage } from '../noticePage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => noticePage(locals, url);
