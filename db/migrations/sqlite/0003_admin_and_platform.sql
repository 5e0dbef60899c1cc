CREATE TABLE `alert_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`provider` text,
	`threshold` integer NOT NULL,
	`mail_to` text NOT NULL,
	`tell_webhooks` integer NOT NULL,
	`quiet_from` integer,
	`quiet_until` integer,
	`zone` text NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`rule_id` text NOT NULL,
	`open_key` text,
	`subject` text NOT NULL,
	`data` text NOT NULL,
	`raised_at` integer NOT NULL,
	`recovered_at` integer,
	`told_at` integer,
	`recovery_told_at` integer,
	FOREIGN KEY (`rule_id`) REFERENCES `alert_rules`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_open` ON `alerts` (`open_key`);--> statement-breakpoint
CREATE INDEX `alerts_raised` ON `alerts` (`raised_at`);--> statement-breakpoint
CREATE INDEX `alerts_told` ON `alerts` (`told_at`);--> statement-breakpoint
CREATE INDEX `alerts_recovery_told` ON `alerts` (`recovery_told_at`);--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text,
	`actor_name` text,
	`address` text,
	`request_id` text,
	`target_kind` text NOT NULL,
	`target_id` text,
	`target_name` text,
	`data` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_entries_at` ON `audit_entries` (`at`);--> statement-breakpoint
CREATE INDEX `audit_entries_action` ON `audit_entries` (`action`,`sequence`);--> statement-breakpoint
CREATE INDEX `audit_entries_actor` ON `audit_entries` (`actor_id`,`sequence`);--> statement-breakpoint
CREATE INDEX `audit_entries_target` ON `audit_entries` (`target_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `audit_head` (
	`id` integer PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_trims` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`entries` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`summary` text NOT NULL,
	`signature` text NOT NULL,
	`trimmed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `bulk_items` (
	`job_id` text NOT NULL,
	`position` integer NOT NULL,
	`connection_id` text NOT NULL,
	`name` text NOT NULL,
	`outcome` text,
	`ended_at` integer,
	PRIMARY KEY(`job_id`, `position`),
	FOREIGN KEY (`job_id`) REFERENCES `bulk_jobs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `bulk_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`action` text NOT NULL,
	`filter` text NOT NULL,
	`created_by` text NOT NULL,
	`total` integer NOT NULL,
	`done` integer NOT NULL,
	`failed` integer NOT NULL,
	`lease_owner` text,
	`lease_until` integer,
	`created_at` integer NOT NULL,
	`cancelled_at` integer,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `bulk_jobs_created` ON `bulk_jobs` (`created_at`);--> statement-breakpoint
CREATE INDEX `bulk_jobs_finished` ON `bulk_jobs` (`finished_at`);--> statement-breakpoint
CREATE TABLE `connect_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`browser_hash` text,
	`api_key_id` text NOT NULL,
	`user_id` text NOT NULL,
	`providers` text,
	`connection_id` text,
	`return_url` text,
	`origin` text,
	`outcome` text,
	`linked_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`opened_at` integer,
	`ended_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `connect_sessions_token` ON `connect_sessions` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `connect_sessions_browser` ON `connect_sessions` (`browser_hash`);--> statement-breakpoint
CREATE INDEX `connect_sessions_expires` ON `connect_sessions` (`expires_at`);--> statement-breakpoint
CREATE INDEX `connect_sessions_user` ON `connect_sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`endpoint_id` text NOT NULL,
	`position` integer NOT NULL,
	`message_id` text NOT NULL,
	`subject` text NOT NULL,
	`outcome` text NOT NULL,
	`tries` text NOT NULL,
	`failures` integer NOT NULL,
	`lease_owner` text,
	`lease_until` integer,
	`due_at` integer,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`endpoint_id`) REFERENCES `webhook_endpoints`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_message` ON `deliveries` (`endpoint_id`,`message_id`);--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`due_at`);--> statement-breakpoint
CREATE INDEX `deliveries_order` ON `deliveries` (`endpoint_id`,`subject`,`position`);--> statement-breakpoint
CREATE INDEX `deliveries_created` ON `deliveries` (`created_at`);--> statement-breakpoint
CREATE TABLE `figures` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`counted_at` integer NOT NULL,
	`took_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`id` text PRIMARY KEY NOT NULL,
	`request_hash` text NOT NULL,
	`sealed_answer` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_expires` ON `idempotency` (`expires_at`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`token_hash` text NOT NULL,
	`email` text,
	`role` text NOT NULL,
	`user_id` text,
	`created_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`withdrawn_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_token` ON `invitations` (`token_hash`);--> statement-breakpoint
CREATE INDEX `invitations_expires` ON `invitations` (`expires_at`);--> statement-breakpoint
CREATE TABLE `letters` (
	`id` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`subject` text NOT NULL,
	`sealed_text` text NOT NULL,
	`created_at` integer NOT NULL,
	`failures` integer NOT NULL,
	`due_at` integer,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `letters_due` ON `letters` (`due_at`);--> statement-breakpoint
CREATE INDEX `letters_created` ON `letters` (`created_at`);--> statement-breakpoint
CREATE TABLE `messages` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`subject` text NOT NULL,
	`payload` text NOT NULL,
	`created_at` integer NOT NULL,
	`due_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_id` ON `messages` (`id`);--> statement-breakpoint
CREATE INDEX `messages_due` ON `messages` (`due_at`);--> statement-breakpoint
CREATE INDEX `messages_created` ON `messages` (`created_at`);--> statement-breakpoint
CREATE INDEX `messages_subject` ON `messages` (`subject`,`position`);--> statement-breakpoint
CREATE TABLE `rotations` (
	`id` text PRIMARY KEY NOT NULL,
	`open_key` text,
	`key_id` text NOT NULL,
	`place` text NOT NULL,
	`total` integer NOT NULL,
	`done` integer NOT NULL,
	`started_by` text,
	`lease_owner` text,
	`lease_until` integer,
	`started_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rotations_open` ON `rotations` (`open_key`);--> statement-breakpoint
CREATE TABLE `scope_uses` (
	`connection_id` text NOT NULL,
	`scope` text NOT NULL,
	`uses` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	PRIMARY KEY(`connection_id`, `scope`),
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`sealed_value` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed_by` text,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tallies` (
	`hour` integer NOT NULL,
	`name` text NOT NULL,
	`provider` text NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`hour`, `name`, `provider`)
);
--> statement-breakpoint
CREATE TABLE `vendor_settings` (
	`provider` text PRIMARY KEY NOT NULL,
	`linking_paused_at` integer,
	`renewing_paused_at` integer,
	`paused_by` text,
	`checked_at` integer,
	`check_outcome` text
);
--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`name` text NOT NULL,
	`types` text,
	`sealed_secret` text NOT NULL,
	`sealed_old_secret` text,
	`old_secret_until` integer,
	`created_by` text,
	`created_at` integer NOT NULL,
	`failing_since` integer,
	`disabled_at` integer,
	`disabled_reason` text
);
--> statement-breakpoint
ALTER TABLE `api_keys` ADD `scopes` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `providers` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `owners` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `rules` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `created_by` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `replaces` text;--> statement-breakpoint
ALTER TABLE `users` ADD `customer_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `users_customer` ON `users` (`customer_id`);--> statement-breakpoint
CREATE INDEX `users_created` ON `users` (`created_at`,`id`);