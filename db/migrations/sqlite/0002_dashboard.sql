CREATE TABLE `mails` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	`failures` integer NOT NULL,
	`due_at` integer,
	`sent_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `mails_due` ON `mails` (`due_at`);--> statement-breakpoint
CREATE INDEX `mails_user` ON `mails` (`user_id`,`created_at`);--> statement-breakpoint
ALTER TABLE `connections` ADD `label` text;--> statement-breakpoint
ALTER TABLE `connections` ADD `last_read_at` integer;--> statement-breakpoint
ALTER TABLE `connections` ADD `last_read_by` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `agent` text;--> statement-breakpoint
ALTER TABLE `users` ADD `mails_needs_you` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `mails_ending` integer DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX `events_at` ON `events` (`at`,`id`);