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
import * as unnamed from './0010-unnamed.ts';
import * as notice from './0011-notice.ts';
import * as auditChain from './0012-audit-chain.ts';
import * as sessionRest from './0013-session-rest.ts';
import * as words from './0014-words.ts';
import * as signatures from './0015-signatures.ts';
import * as joining from './0016-joining.ts';
import * as keptAsHash from './0017-kept-as-hash.ts';
import * as auditNote from './0018-audit-note.ts';
import * as damagedBoards from './0019-damaged-boards.ts';
import * as passwords from './0020-passwords.ts';
import * as oneDoor from './0021-one-door.ts';
import * as pendingSteps from './0022-pending-steps.ts';
import * as plenary from './0023-plenary.ts';
import * as arrivals from './0024-arrivals.ts';
import * as secondFactor from './0025-second-factor.ts';
import * as planText from './0026-plan-text.ts';
import * as once from './0027-once.ts';
import * as harvestAnswers from './0028-harvest-answers.ts';
import * as singleSignOn from './0029-single-sign-on.ts';
import * as formerTables from './0030-former-tables.ts';
import * as keptQuestions from './0031-kept-questions.ts';
import * as hearing from './0032-hearing.ts';
import * as hostRequests from './0033-host-requests.ts';
import * as tableFacts from './0034-table-facts.ts';
import * as tableLocation from './0035-table-location.ts';
import * as planFile from './0036-plan-file.ts';
import * as audience from './0037-audience.ts';
import * as mailEdits from './0038-mail-edits.ts';
import * as storyChoice from './0039-story-choice.ts';
import * as log from './0040-log.ts';
import * as planPage from './0041-plan-page.ts';
import * as indicatorTarget from './0042-indicator-target.ts';
import * as publicHearing from './0043-public-hearing.ts';
import * as measureNews from './0044-measure-news.ts';
import * as seriesWords from './0045-series-words.ts';
import * as planImport from './0046-plan-import.ts';
import * as reports from './0047-reports.ts';
import * as reader from './0048-reader.ts';

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
	'0010-unnamed': unnamed,
	'0011-notice': notice,
	'0012-audit-chain': auditChain,
	'0013-session-rest': sessionRest,
	'0014-words': words,
	'0015-signatures': signatures,
	'0016-joining': joining,
	'0017-kept-as-hash': keptAsHash,
	'0018-audit-note': auditNote,
	'0019-damaged-boards': damagedBoards,
	'0020-passwords': passwords,
	'0021-one-door': oneDoor,
	'0022-pending-steps': pendingSteps,
	'0023-plenary': plenary,
	'0024-arrivals': arrivals,
	'0025-second-factor': secondFactor,
	'0026-plan-text': planText,
	'0027-once': once,
	'0028-harvest-answers': harvestAnswers,
	'0029-single-sign-on': singleSignOn,
	'0030-former-tables': formerTables,
	'0031-kept-questions': keptQuestions,
	'0032-hearing': hearing,
	'0033-host-requests': hostRequests,
	'0034-table-facts': tableFacts,
	'0035-table-location': tableLocation,
	'0036-plan-file': planFile,
	'0037-audience': audience,
	'0038-mail-edits': mailEdits,
	'0039-story-choice': storyChoice,
	'0040-log': log,
	'0041-plan-page': planPage,
	'0042-indicator-target': indicatorTarget,
	'0043-public-hearing': publicHearing,
	'0044-measure-news': measureNews,
	'0045-series-words': seriesWords,
	'0046-plan-import': planImport,
	'0047-reports': reports,
	'0048-reader': reader
};
