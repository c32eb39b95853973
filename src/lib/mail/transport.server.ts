import { createTransport, type Transporter } from 'nodemailer';
import type { Instant } from '#lib/dates.ts';
import type { Mail } from './queries.server.ts';

/** How one attempt went wrong: for this mail for good, for this mail for now, or for any mail at the moment. */
export type SendFailure = { kind: 'rejected' | 'later' | 'unreachable'; message: string };

/** A mail as it leaves; `replyTo` is the address of somebody who reads. */
export type Outgoing = Mail & { messageId: string; replyTo?: string | null };

export type Transport = {
	/** The domain in the Message-IDs of what is sent here. */
	domain: string;
	/** Hands one mail over; undefined when the server has taken it. Never throws. */
	send(mail: Outgoing, now: Instant): Promise<SendFailure | undefined>;
	close(): void;
};

/**
 * Speaks SMTP to the server of `smtpUrl` (`smtp://` or `smtps://`, with user and password where it wants them), one connection a mail.
 * A server that says nothing for `timeoutMs` is given up.
 */
export function smtpTransport(smtpUrl: string, from: string, timeoutMs = 20_000): Transport {
	const server: Transporter = createTransport(
		{ url: smtpUrl, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
		{ disableFileAccess: true, disableUrlAccess: true }
	);
	return {
		domain: from.slice(from.lastIndexOf('@') + 1),
		async send(mail, now) {
			try {
				await server.sendMail(messageOf(mail, from, now));
				return undefined;
			} catch (error) {
				return failureOf(error);
			}
		},
		close: () => server.close()
	};
}

function messageOf(mail: Outgoing, from: string, now: Instant) {
	return {
		from: { name: 'Samling', address: from },
		to: { name: mail.recipientName, address: mail.recipientEmail },
		...(mail.replyTo && { replyTo: mail.replyTo }),
		envelope: { from, to: [mail.recipientEmail] },
		subject: mail.subject,
		messageId: mail.messageId,
		date: new Date(now),
		text: mail.text,
		html: mail.html,
		headers: {
			// RFC 3834: nobody's holiday notice answers, and Exchange is told in its own way.
			'Auto-Submitted': 'auto-generated',
			'X-Auto-Response-Suppress': 'All',
			'Content-Language': mail.locale,
			// RFC 2369. The page behind it asks before it does anything, so there is no one-click header (RFC 8058).
			...(mail.stopUrl && { 'List-Unsubscribe': `<${mail.stopUrl}>` })
		},
		...(mail.calendar &&
			mail.calendarMethod && { icalEvent: { method: mail.calendarMethod, content: mail.calendar, filename: 'samling.ics' } })
	};
}

/**
 * Answers to RCPT and DATA are about this recipient and this message (RFC 5321, 4.2.1), and so is 552 to MAIL, which says the size;
 * any other fault, as of the login or the sender, would meet the next mail just the same.
 */
function failureOf(error: unknown): SendFailure {
	const fault = error as { code?: string; command?: string; responseCode?: number; response?: string; message?: string };
	const { code = '', command = '', responseCode = 0 } = fault;
	const message = (fault.response ?? fault.message ?? String(error)).replace(/\s+/g, ' ').slice(0, 300);
	const isAboutUs = responseCode === 421 || (command === 'MAIL FROM' && responseCode !== 552);
	if (!isAboutUs && (code === 'EENVELOPE' || code === 'EMESSAGE')) {
		if (responseCode >= 500) return { kind: 'rejected', message };
		if (responseCode >= 400) return { kind: 'later', message };
	}
	return { kind: 'unreachable', message };
}
