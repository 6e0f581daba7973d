-- The matching is done in memory: the vectors are only ever read by the id of their product, and an index that nobody
-- reads makes every change of a product slower.
-- DropIndex
DROP INDEX "product_words_name_idx";

-- DropIndex
DROP INDEX "product_words_traits_idx";

-- DropIndex
DROP INDEX "product_words_words_idx";
