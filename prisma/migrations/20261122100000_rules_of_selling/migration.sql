-- Limits of promotions and coupons, uses as rows, customer groups, zones by region and postcode.

-- AlterTable
ALTER TABLE "promotions" ADD COLUMN "limit" INTEGER,
    ADD COLUMN "limit_per_customer" INTEGER,
    ADD COLUMN "used" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "gives_back" BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN "needs_coupon" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "coupons" ADD COLUMN "limit_per_customer" INTEGER,
    ADD COLUMN "starts_at" TIMESTAMPTZ(3),
    ADD COLUMN "ends_at" TIMESTAMPTZ(3),
    ADD COLUMN "gives_back" BOOLEAN;

-- AlterTable
ALTER TABLE "shipping_zones" ADD COLUMN "regions" TEXT[] DEFAULT '{}',
    ADD COLUMN "postcodes" TEXT[] DEFAULT '{}';

-- AlterTable
ALTER TABLE "shipping_methods" ADD COLUMN "heaviest" INTEGER,
    ADD COLUMN "refused_categories" INTEGER[] DEFAULT '{}';

-- AlterTable
ALTER TABLE "tax_rates" ADD COLUMN "regions" TEXT[] DEFAULT '{}',
    ADD COLUMN "postcodes" TEXT[] DEFAULT '{}';

-- CreateTable
CREATE TABLE "coupon_uses" (
    "id" SERIAL NOT NULL,
    "order_number" TEXT NOT NULL,
    "promotion_id" INTEGER NOT NULL,
    "code" CITEXT NOT NULL,
    "user_id" INTEGER,
    "email" CITEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "given_back_at" TIMESTAMPTZ(3),

    CONSTRAINT "coupon_uses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_groups" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "customer_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_group_members" (
    "group_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "customer_group_members_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateTable
CREATE TABLE "group_prices" (
    "variant_id" INTEGER NOT NULL,
    "group_id" INTEGER NOT NULL,
    "price" INTEGER NOT NULL,

    CONSTRAINT "group_prices_pkey" PRIMARY KEY ("variant_id","group_id")
);

-- CreateIndex
CREATE INDEX "coupon_uses_order_number_idx" ON "coupon_uses"("order_number");
CREATE INDEX "coupon_uses_promotion_id_idx" ON "coupon_uses"("promotion_id");
CREATE INDEX "coupon_uses_user_id_promotion_id_idx" ON "coupon_uses"("user_id", "promotion_id");
CREATE INDEX "coupon_uses_email_promotion_id_idx" ON "coupon_uses"("email", "promotion_id");
CREATE UNIQUE INDEX "coupon_uses_once" ON "coupon_uses"("order_number", "code") WHERE "given_back_at" IS NULL;
CREATE UNIQUE INDEX "customer_groups_name_key" ON "customer_groups"("name");
CREATE INDEX "customer_group_members_user_id_idx" ON "customer_group_members"("user_id");
CREATE INDEX "group_prices_group_id_idx" ON "group_prices"("group_id");

-- AddForeignKey
-- Uses are counted before their order is written, because coupons are locked before stock everywhere.
ALTER TABLE "coupon_uses" ADD CONSTRAINT "coupon_uses_order_number_fkey" FOREIGN KEY ("order_number") REFERENCES "orders"("number") ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "coupon_uses" ADD CONSTRAINT "coupon_uses_promotion_id_fkey" FOREIGN KEY ("promotion_id") REFERENCES "promotions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "coupon_uses" ADD CONSTRAINT "coupon_uses_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "customer_group_members" ADD CONSTRAINT "customer_group_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "customer_groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "customer_group_members" ADD CONSTRAINT "customer_group_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "group_prices" ADD CONSTRAINT "group_prices_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variants"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "group_prices" ADD CONSTRAINT "group_prices_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "customer_groups"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "promotions" ADD CONSTRAINT "promotions_within_limit" CHECK ("used" >= 0 AND ("limit" IS NULL OR "used" <= "limit"));
ALTER TABLE "group_prices" ADD CONSTRAINT "group_prices_positive" CHECK ("price" >= 0);

-- What was used until now. An order whose shopper came back to change it has given its uses back.
INSERT INTO "coupon_uses" ("order_number", "promotion_id", "code", "user_id", "email", "at")
  SELECT o."number", c."promotion_id", c."code", o."user_id", o."email", o."placed_at"
    FROM "orders" o
   CROSS JOIN LATERAL (SELECT DISTINCT lower(written)::citext AS code FROM unnest(o."coupons") AS written) AS used
    JOIN "coupons" c ON c."code" = used.code
   WHERE o."state" <> 'cancelled'
     AND NOT EXISTS (SELECT 1 FROM "checkout_drafts" d WHERE d."order_id" = o."id" AND NOT d."placed");
UPDATE "promotions" p SET "used" = counted.uses
  FROM (SELECT "promotion_id", sum("used")::int AS uses FROM "coupons" GROUP BY 1) counted
 WHERE counted."promotion_id" = p."id";

-- Else a promotion would be everybody's once its last coupon is deleted.
UPDATE "promotions" p SET "needs_coupon" = true WHERE EXISTS (SELECT 1 FROM "coupons" c WHERE c."promotion_id" = p."id");

-- Counting a use changes nothing that shoppers see: it must not make every page anew.
DROP TRIGGER "promotions_changed" ON "promotions";
CREATE CONSTRAINT TRIGGER "promotions_made" AFTER INSERT OR DELETE ON "promotions" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "promotions_changed" AFTER UPDATE OF "name", "priority", "exclusive", "starts_at", "ends_at", "rules", "actions", "needs_coupon" ON "promotions" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
