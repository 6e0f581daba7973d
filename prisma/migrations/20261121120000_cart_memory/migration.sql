-- What a cart needs beside its lines: lines kept for later, repeated actions, agreed prices, notes, reminders.

ALTER TABLE "carts" ADD COLUMN "done" TEXT[], ADD COLUMN "reminded_at" TIMESTAMPTZ(3);
CREATE INDEX "carts_updated_at_idx" ON "carts"("updated_at");

ALTER TABLE "cart_lines" ADD COLUMN "saved" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "cart_memos" (
    "cart_id" UUID NOT NULL,
    "agreed" JSONB NOT NULL DEFAULT '{}',
    "adjustments" JSONB NOT NULL DEFAULT '[]',
    "undo" JSONB,
    "note" TEXT NOT NULL DEFAULT '',
    "is_gift" BOOLEAN NOT NULL DEFAULT false,
    "country" CHAR(2),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cart_memos_pkey" PRIMARY KEY ("cart_id")
);
CREATE INDEX "cart_memos_updated_at_idx" ON "cart_memos"("updated_at");

CREATE TABLE "cart_jumps" (
    "id" SERIAL NOT NULL,
    "cart_id" UUID NOT NULL,
    "user_id" INTEGER,
    "visitor" TEXT NOT NULL,
    "before" INTEGER NOT NULL,
    "after" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cart_jumps_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "cart_jumps_at_idx" ON "cart_jumps"("at" DESC);
CREATE INDEX "cart_jumps_user_id_idx" ON "cart_jumps"("user_id");
ALTER TABLE "cart_jumps" ADD CONSTRAINT "cart_jumps_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "users" ADD COLUMN "cart_reminders" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "orders" ADD COLUMN "note" TEXT NOT NULL DEFAULT '', ADD COLUMN "is_gift" BOOLEAN NOT NULL DEFAULT false;
