CREATE TABLE "inbox" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"event_id" text NOT NULL,
	"kind" text NOT NULL,
	"account_id" text NOT NULL,
	"origin_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"failures" integer NOT NULL,
	"due_at" timestamp (3) with time zone,
	"outcome" text
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"kind" text NOT NULL,
	"open_key" text,
	"code" text NOT NULL,
	"endpoint" text NOT NULL,
	"failures" integer NOT NULL,
	"affected" integer NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"last_failed_at" timestamp (3) with time zone NOT NULL,
	"tried_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"account_id" text NOT NULL,
	"origin_id" text,
	"installed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "revocations" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"provider" text NOT NULL,
	"sealed_tokens" text NOT NULL,
	"actor_id" text,
	"failures" integer NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone NOT NULL,
	"gives_up_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "connections_due";--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_event" ON "inbox" USING btree ("provider","event_id");--> statement-breakpoint
CREATE INDEX "inbox_due" ON "inbox" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "inbox_received" ON "inbox" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_open" ON "incidents" USING btree ("open_key");--> statement-breakpoint
CREATE INDEX "incidents_provider" ON "incidents" USING btree ("provider","opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "installations_account" ON "installations" USING btree ("provider","account_id");--> statement-breakpoint
CREATE INDEX "revocations_due" ON "revocations" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "revocations_connection" ON "revocations" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "connections_vendor_account" ON "connections" USING btree ("provider","account_id");--> statement-breakpoint
CREATE INDEX "connections_due" ON "connections" USING btree ("provider","due_at");--> statement-breakpoint
UPDATE "connections" SET "due_at" = coalesce("expires_at", "proved_at", "linked_at") WHERE "status" = 'active';
