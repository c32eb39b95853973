import { m } from '#lib/i18n/paraglide/messages.js';
import type { MailState } from '#lib/mail/model.ts';

/** What a mail's state is called, and the tone it is shown in. */
export const stateTags: Record<MailState, { tone: 'plain' | 'ahead' | 'now' | 'done' | 'stopped' | 'warning'; label: () => string }> = {
	held: { tone: 'ahead', label: m.mail_state_held },
	queued: { tone: 'now', label: m.mail_state_queued },
	sending: { tone: 'now', label: m.mail_state_sending },
	sent: { tone: 'done', label: m.mail_state_sent },
	awaitingRetry: { tone: 'warning', label: m.mail_state_awaiting_retry },
	failed: { tone: 'stopped', label: m.mail_state_failed },
	bounced: { tone: 'stopped', label: m.mail_state_bounced },
	cancelled: { tone: 'plain', label: m.mail_state_cancelled }
};
