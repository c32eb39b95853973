import type { HostTables } from './schema/cafe.hosts.ts';
import type { CafeTables } from './schema/cafe.ts';
import type { CycleTables } from './schema/cycle.ts';
import type { DbTables } from './schema/db.ts';
import type { GatheringTables } from './schema/gatherings.ts';
import type { LiveTables } from './schema/live.ts';
import type { MailTables } from './schema/mail.ts';
import type { MerkleTables } from './schema/merkle.ts';
import type { PeopleTables } from './schema/people.ts';
import type { MeasureNewsTables } from './schema/plan.news.ts';
import type { PlanPageTables } from './schema/plan.pages.ts';
import type { PublicHearingTables } from './schema/plan.publicHearing.ts';
import type { PlanReportTables } from './schema/plan.reports.ts';
import type { PlanTables } from './schema/plan.ts';
import type { SummaryTables } from './schema/summaries.ts';
import type { TopicTables } from './schema/topics.ts';

/** Every table of the installation, grouped by the noun that writes it. */
export interface Database
	extends
		PeopleTables,
		CycleTables,
		TopicTables,
		GatheringTables,
		CafeTables,
		HostTables,
		SummaryTables,
		PlanTables,
		PlanPageTables,
		PublicHearingTables,
		MeasureNewsTables,
		PlanReportTables,
		LiveTables,
		MerkleTables,
		MailTables,
		DbTables {}
