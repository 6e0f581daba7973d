-- What was sold with what, and what sells: the latest orders of a variant, the best known products of a category, the
-- newest products that share a fact, each without reading the others.
-- DropIndex
DROP INDEX IF EXISTS "order_lines_variant_id_idx";

-- CreateIndex
CREATE INDEX "order_lines_variant_id_order_id_idx" ON "order_lines"("variant_id", "order_id" DESC);

-- DropIndex
DROP INDEX IF EXISTS "attribute_values_attribute_id_text_idx";

-- CreateIndex
CREATE INDEX "attribute_values_attribute_id_text_product_id_idx" ON "attribute_values"("attribute_id", "text", "product_id" DESC);

-- Partial, hence not in the schema.
CREATE INDEX "products_wanted" ON "products" ("popularity" DESC, "id") WHERE "status" = 'published';
CREATE INDEX "products_wanted_in_category" ON "products" ("category_id", "popularity" DESC, "id") WHERE "status" = 'published';
CREATE INDEX "products_new" ON "products" ("published_at" DESC, "id") WHERE "status" = 'published';
CREATE INDEX "products_featured" ON "products" ("featured_position") WHERE "status" = 'published' AND "featured_position" IS NOT NULL;
