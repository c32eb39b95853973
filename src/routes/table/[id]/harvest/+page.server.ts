import { harvestActions } from './harvesting.server.ts';
import { harvestPage } from './harvestPage.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = harvestPage;

export const actions = harvestActions;
