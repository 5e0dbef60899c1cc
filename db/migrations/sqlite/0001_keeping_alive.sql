CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`event_id` text NOT NULL,
	`kind` text NOT NULL,
	`account_id` text NOT NULL,
	`origin_id` text,
	`at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`failures` integer NOT NULL,
	`due_at` integer,
	`outcome` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_event` ON `inbox` (`provider`,`event_id`);--> statement-breakpoint
CREATE INDEX `inbox_due` ON `inbox` (`due_at`);--> statement-breakpoint
CREATE INDEX `inbox_received` ON `inbox` (`received_at`);--> statement-breakpoint
CREATE TABLE `incidents` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`kind` text NOT NULL,
	`open_key` text,
	`code` text NOT NULL,
	`endpoint` text NOT NULL,
	`failures` integer NOT NULL,
	`affected` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`last_failed_at` integer NOT NULL,
	`tried_at` integer,
	`closed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incidents_open` ON `incidents` (`open_key`);--> statement-breakpoint
CREATE INDEX `incidents_provider` ON `incidents` (`provider`,`opened_at`);--> statement-breakpoint
CREATE TABLE `installations` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`account_id` text NOT NULL,
	`origin_id` text,
	`installed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `installations_account` ON `installations` (`provider`,`account_id`);--> statement-breakpoint
CREATE TABLE `revocations` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`provider` text NOT NULL,
	`sealed_tokens` text NOT NULL,
	`actor_id` text,
	`failures` integer NOT NULL,
	`lease_owner` text,
	`lease_until` integer,
	`due_at` integer NOT NULL,
	`gives_up_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `revocations_due` ON `revocations` (`due_at`);--> statement-breakpoint
CREATE INDEX `revocations_connection` ON `revocations` (`connection_id`);--> statement-breakpoint
DROP INDEX `connections_due`;--> statement-breakpoint
ALTER TABLE `connections` ADD `due_at` integer;--> statement-breakpoint
CREATE INDEX `connections_vendor_account` ON `connections` (`provider`,`account_id`);--> statement-breakpoint
CREATE INDEX `connections_due` ON `connections` (`provider`,`due_at`);--> statement-breakpoint
UPDATE `connections` SET `due_at` = coalesce(`expires_at`, `proved_at`, `linked_at`) WHERE `status` = 'active';
