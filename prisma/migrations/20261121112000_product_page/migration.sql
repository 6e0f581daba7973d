-- CreateIndex
CREATE INDEX "products_category_id_popularity_id_idx" ON "products"("category_id", "popularity", "id");

-- Option types name fields of forms and addresses, beside these.
ALTER TABLE "option_types" ADD CONSTRAINT "option_types_key" CHECK ("key" NOT IN ('variant', 'quantity', 'product', '_csrf', 'page', 'sort', 'stars'));
