-- Gift cards and store credit: means of payment with a ledger that explains every balance.

CREATE TYPE "stored_value_kind" AS ENUM ('gift_card', 'store_credit');

CREATE TABLE "stored_values" (
    "id" SERIAL NOT NULL,
    "kind" "stored_value_kind" NOT NULL,
    "code_hash" TEXT,
    "last_four" TEXT NOT NULL DEFAULT '',
    "user_id" INTEGER,
    "currency" CHAR(3) NOT NULL,
    "balance" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stored_values_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "stored_values_balance" CHECK ("balance" >= 0),
    -- A customer who leaves takes the name away from their credit, not its ledger.
    CONSTRAINT "stored_values_owner" CHECK (("kind" = 'gift_card') = ("code_hash" IS NOT NULL) AND ("kind" = 'store_credit' OR "user_id" IS NULL))
);
CREATE UNIQUE INDEX "stored_values_code_hash_key" ON "stored_values"("code_hash");
CREATE UNIQUE INDEX "stored_values_user_id_currency_key" ON "stored_values"("user_id", "currency");
ALTER TABLE "stored_values" ADD CONSTRAINT "stored_values_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "stored_value_entries" (
    "id" SERIAL NOT NULL,
    "stored_value_id" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "order_id" INTEGER,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stored_value_entries_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "stored_value_entries_amount" CHECK ("amount" <> 0)
);
CREATE UNIQUE INDEX "stored_value_entries_key_key" ON "stored_value_entries"("key");
CREATE INDEX "stored_value_entries_stored_value_id_idx" ON "stored_value_entries"("stored_value_id");
CREATE INDEX "stored_value_entries_order_id_idx" ON "stored_value_entries"("order_id");
ALTER TABLE "stored_value_entries" ADD CONSTRAINT "stored_value_entries_stored_value_id_fkey" FOREIGN KEY ("stored_value_id") REFERENCES "stored_values"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "stored_value_entries" ADD CONSTRAINT "stored_value_entries_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER "stored_value_entries_append_only" BEFORE UPDATE OR DELETE ON "stored_value_entries" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- At the end of a transaction every balance it touched is the sum of its entries. Whoever changes one holds the lock of
-- its row until then, so no other transaction can be in between.
CREATE FUNCTION stored_value_is_explained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched integer;
BEGIN
  IF TG_TABLE_NAME = 'stored_values' THEN touched := NEW.id; ELSE touched := NEW.stored_value_id; END IF;
  IF EXISTS (
    SELECT 1 FROM stored_values v
     WHERE v.id = touched
       AND v.balance <> (SELECT coalesce(sum(e.amount), 0) FROM stored_value_entries e WHERE e.stored_value_id = v.id)
  ) THEN
    RAISE EXCEPTION 'the balance of stored value % is not the sum of its entries', touched;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "stored_values_explained" AFTER INSERT OR UPDATE ON "stored_values" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stored_value_is_explained();
CREATE CONSTRAINT TRIGGER "stored_value_entries_explained" AFTER INSERT ON "stored_value_entries" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stored_value_is_explained();

-- An order is paid by several payments: what stored value took, and the rest by card.
ALTER TABLE "payments" ADD COLUMN "stored_value_id" INTEGER;
CREATE INDEX "payments_stored_value_id_idx" ON "payments"("stored_value_id");
ALTER TABLE "payments" ADD CONSTRAINT "payments_stored_value_id_fkey" FOREIGN KEY ("stored_value_id") REFERENCES "stored_values"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "payments" ADD CONSTRAINT "payments_stored_value" CHECK (("gateway" IN ('gift-card', 'store-credit')) = ("stored_value_id" IS NOT NULL));

CREATE TABLE "cart_means" (
    "cart_id" UUID NOT NULL,
    "gift_cards" INTEGER[],
    "uses_credit" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "cart_means_pkey" PRIMARY KEY ("cart_id")
);
ALTER TABLE "cart_means" ADD CONSTRAINT "cart_means_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "cart_memos"("cart_id") ON DELETE CASCADE ON UPDATE CASCADE;
