import type { Migration } from 'kysely/migration';
import * as people from './0001-people.ts';
import * as live from './0002-live.ts';
import * as cycle from './0003-cycle.ts';
import * as topics from './0004-topics.ts';
import * as gatherings from './0005-gatherings.ts';
import * as cafe from './0006-cafe.ts';
import * as summaries from './0007-summaries.ts';
import * as mail from './0008-mail.ts';
import * as plan from './0009-plan.ts';
import * as phases from './0010-phases.ts';
import * as hall from './0012-hall.ts';
import * as disclosure from './0014-disclosure.ts';
import * as arranged from './0015-arranged.ts';
import * as topicMemory from './0020-topic-memory.ts';
import * as calendarFeeds from './0021-calendar-feeds.ts';
import * as mailDispatch from './0030-mail-dispatch.ts';
import * as hearing from './0031-hearing.ts';
import * as datePoll from './0040-date-poll.ts';
import * as handover from './0041-handover.ts';
import * as programme from './0050-programme.ts';
import * as speakers from './0051-speakers.ts';
import * as places from './0060-places.ts';
import * as evaluation from './0061-evaluation.ts';
import * as measureFields from './0070-measure-fields.ts';
import * as followUp from './0071-follow-up.ts';
import * as indicators from './0072-indicators.ts';
import * as actions from './0080-actions.ts';
import * as draftTogether from './0081-draft-together.ts';
import * as planOnTable from './0082-plan-on-table.ts';
import * as paper from './0083-paper.ts';
import * as pictures from './0095-pictures.ts';
import * as planFrame from './0096-plan-frame.ts';
import * as oneCost from './0097-one-cost.ts';

/**
 * The migrations in the order they run. A record in code, not a folder that is read, so that it survives bundling.
 * A migration that has been released is frozen: a change of mind is a new migration.
 */
export const migrations: Record<string, Migration> = {
	'0001-people': people,
	'0002-live': live,
	'0003-cycle': cycle,
	'0004-topics': topics,
	'0005-gatherings': gatherings,
	'0006-cafe': cafe,
	'0007-summaries': summaries,
	'0008-mail': mail,
	'0009-plan': plan,
	'0010-phases': phases,
	'0012-hall': hall,
	'0014-disclosure': disclosure,
	'0015-arranged': arranged,
	'0020-topic-memory': topicMemory,
	'0021-calendar-feeds': calendarFeeds,
	'0030-mail-dispatch': mailDispatch,
	'0031-hearing': hearing,
	'0040-date-poll': datePoll,
	'0041-handover': handover,
	'0050-programme': programme,
	'0051-speakers': speakers,
	'0060-places': places,
	'0061-evaluation': evaluation,
	'0070-measure-fields': measureFields,
	'0071-follow-up': followUp,
	'0072-indicators': indicators,
	'0080-actions': actions,
	'0081-draft-together': draftTogether,
	'0082-plan-on-table': planOnTable,
	'0083-paper': paper,
	'0095-pictures': pictures,
	'0096-plan-frame': planFrame,
	'0097-one-cost': oneCost
};
