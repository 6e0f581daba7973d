-- Orders that are placed once however often they are sent, cancelled and looked for again.

-- How many units of it one order may have.
ALTER TABLE "variants" ADD COLUMN "max_per_order" INTEGER,
  ADD CONSTRAINT "variants_max_per_order_check" CHECK ("max_per_order" > 0);

-- The order that a cart became last: a cookie that does not know of it is older than the order.
ALTER TABLE "cart_memos" ADD COLUMN "ordered" JSONB;

-- A customer's orders, page by page.
DROP INDEX "orders_user_id_idx";
CREATE INDEX "orders_user_id_placed_at_id_idx" ON "orders"("user_id", "placed_at" DESC, "id" DESC);

-- Those that nobody has paid are few, and asked for often.
CREATE INDEX "orders_unpaid_idx" ON "orders"("placed_at") WHERE "state" = 'pending';

-- What was taken for an order, to be given back when it is cancelled.
CREATE INDEX "stock_movements_sold_idx" ON "stock_movements"("reference") WHERE "kind" IN ('sell', 'return');
