CREATE INDEX `connections_found` ON `connections` (`found_by`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_outcome` ON `deliveries` (`endpoint_id`,`outcome`,`position`);--> statement-breakpoint
CREATE INDEX `events_failed` ON `events` (`at`) WHERE "events"."kind" in ('renewal_failed', 'test_failed');