DROP INDEX `connections_created`;--> statement-breakpoint
ALTER TABLE `connections` ADD `found_by` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `connections` SET `found_by` = lower(substr(coalesce(`label` || ' ', '') || `account_name` || ' ' || `account_id`, 1, 400)) || ' ' || `id`;--> statement-breakpoint
CREATE INDEX `connections_ends` ON `connections` (`status`,`renewable`,`expires_at`);--> statement-breakpoint
CREATE INDEX `connections_created` ON `connections` (`created_at`,`id`,`provider`,`status`,`user_id`,`renewable`,`expires_at`,`issued_at`,`proved_at`,`due_at`,`lease_owner`,`failure_code`,`found_by`);
