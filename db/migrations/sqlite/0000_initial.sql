CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`prefix` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE TABLE `connections` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`provider` text NOT NULL,
	`account_id` text NOT NULL,
	`account_name` text NOT NULL,
	`account_url` text,
	`status` text NOT NULL,
	`generation` integer NOT NULL,
	`sealed_access_token` text,
	`sealed_refresh_token` text,
	`sealed_grant` text,
	`expires_at` integer,
	`issued_at` integer,
	`renewable` integer NOT NULL,
	`requested_scopes` text,
	`granted_scopes` text,
	`lease_owner` text,
	`lease_until` integer,
	`intent` text,
	`failures` integer NOT NULL,
	`failure_code` text,
	`failed_at` integer,
	`retry_at` integer,
	`proved_by` text,
	`proved_at` integer,
	`receipt` text,
	`linked_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `connections_account` ON `connections` (`user_id`,`provider`,`account_id`);--> statement-breakpoint
CREATE INDEX `connections_created` ON `connections` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `connections_due` ON `connections` (`status`,`expires_at`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`actor_id` text,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`data` text NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `events_connection` ON `events` (`connection_id`,`at`);--> statement-breakpoint
CREATE TABLE `limits` (
	`name` text PRIMARY KEY NOT NULL,
	`points` integer NOT NULL,
	`resets_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `link_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`state_hash` text NOT NULL,
	`user_id` text NOT NULL,
	`session_id` text NOT NULL,
	`browser_hash` text NOT NULL,
	`provider` text NOT NULL,
	`connection_id` text,
	`sealed_verifier` text NOT NULL,
	`requested_scopes` text,
	`begun_at_vendor` integer NOT NULL,
	`outcome` text NOT NULL,
	`linked_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `link_attempts_state` ON `link_attempts` (`state_hash`);--> statement-breakpoint
CREATE INDEX `link_attempts_user` ON `link_attempts` (`user_id`,`outcome`);--> statement-breakpoint
CREATE INDEX `link_attempts_expires` ON `link_attempts` (`expires_at`);--> statement-breakpoint
CREATE TABLE `sealing_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`sealed_probe` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_expires` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`password_hash` text,
	`subject` text,
	`role` text NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email` ON `users` (`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_subject` ON `users` (`subject`);