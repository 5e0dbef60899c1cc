CREATE INDEX "connections_found" ON "connections" USING btree ("found_by","id");--> statement-breakpoint
CREATE INDEX "deliveries_outcome" ON "deliveries" USING btree ("endpoint_id","outcome","position");--> statement-breakpoint
CREATE INDEX "events_failed" ON "events" USING btree ("at") WHERE "events"."kind" in ('renewal_failed', 'test_failed');