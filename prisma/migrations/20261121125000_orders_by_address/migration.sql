-- Whoever ordered without signing in is not reminded of a cart: orders are found by their address.

CREATE INDEX "orders_email_idx" ON "orders"("email");
