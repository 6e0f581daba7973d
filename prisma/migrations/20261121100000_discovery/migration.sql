-- Written by `prisma migrate diff`, then the guards and the clock below it by hand.
-- CreateEnum
CREATE TYPE "attribute_kind" AS ENUM ('text', 'number');

-- CreateEnum
CREATE TYPE "moderation_state" AS ENUM ('waiting', 'published', 'rejected');

-- AlterTable
ALTER TABLE "products" ADD COLUMN     "popularity" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "rating_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "rating_sum" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "attributes" ADD COLUMN     "filtered" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "kind" "attribute_kind" NOT NULL DEFAULT 'text';

-- CreateTable
CREATE TABLE "former_slugs" (
    "slug" TEXT NOT NULL,
    "product_id" INTEGER NOT NULL,

    CONSTRAINT "former_slugs_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "related_products" (
    "product_id" INTEGER NOT NULL,
    "related_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "related_products_pkey" PRIMARY KEY ("product_id","related_id")
);

-- CreateTable
CREATE TABLE "bought_together" (
    "product_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,
    "orders" INTEGER NOT NULL,

    CONSTRAINT "bought_together_pkey" PRIMARY KEY ("product_id","other_id")
);

-- CreateTable
CREATE TABLE "price_changes" (
    "variant_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "price" INTEGER NOT NULL,

    CONSTRAINT "price_changes_pkey" PRIMARY KEY ("variant_id","at")
);

-- CreateTable
CREATE TABLE "reviews" (
    "id" SERIAL NOT NULL,
    "product_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    "stars" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "verified" BOOLEAN NOT NULL DEFAULT false,
    "state" "moderation_state" NOT NULL DEFAULT 'waiting',
    "reply" TEXT NOT NULL DEFAULT '',
    "replied_at" TIMESTAMPTZ(3),
    "helpful" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_photos" (
    "id" SERIAL NOT NULL,
    "review_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "alt" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "review_photos_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_votes" (
    "review_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,

    CONSTRAINT "review_votes_pkey" PRIMARY KEY ("review_id","user_id")
);

-- CreateTable
CREATE TABLE "questions" (
    "id" SERIAL NOT NULL,
    "product_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "state" "moderation_state" NOT NULL DEFAULT 'waiting',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "questions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "answers" (
    "id" SERIAL NOT NULL,
    "question_id" INTEGER NOT NULL,
    "user_id" INTEGER,
    "author" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "state" "moderation_state" NOT NULL DEFAULT 'waiting',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "answers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalogue_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "shop_revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "catalogue_clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_revisions" (
    "product_id" INTEGER NOT NULL,
    "revision" BIGINT NOT NULL,
    "shelf_revision" BIGINT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "product_revisions_pkey" PRIMARY KEY ("product_id")
);

-- CreateTable
CREATE TABLE "synonyms" (
    "id" SERIAL NOT NULL,
    "phrase" CITEXT NOT NULL,
    "meaning" TEXT NOT NULL,

    CONSTRAINT "synonyms_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "missed_searches" (
    "words" TEXT NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "missed_searches_pkey" PRIMARY KEY ("words")
);

-- CreateTable
CREATE TABLE "wishlists" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "share_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wishlists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wishes" (
    "wishlist_id" INTEGER NOT NULL,
    "product_id" INTEGER NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wishes_pkey" PRIMARY KEY ("wishlist_id","product_id")
);

-- CreateTable
CREATE TABLE "follows" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER,
    "email" CITEXT NOT NULL,
    "product_id" INTEGER,
    "category_id" INTEGER,
    "words" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "price" INTEGER,
    "available" BOOLEAN,
    "seen_until" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "follows_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "former_slugs_product_id_idx" ON "former_slugs"("product_id");

-- CreateIndex
CREATE INDEX "related_products_related_id_idx" ON "related_products"("related_id");

-- CreateIndex
CREATE INDEX "bought_together_other_id_idx" ON "bought_together"("other_id");

-- CreateIndex
CREATE INDEX "reviews_product_id_state_helpful_id_idx" ON "reviews"("product_id", "state", "helpful" DESC, "id");

-- CreateIndex
CREATE INDEX "reviews_state_created_at_idx" ON "reviews"("state", "created_at");

-- CreateIndex
CREATE INDEX "reviews_user_id_idx" ON "reviews"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "reviews_product_id_user_id_key" ON "reviews"("product_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "review_photos_key_key" ON "review_photos"("key");

-- CreateIndex
CREATE INDEX "review_photos_review_id_idx" ON "review_photos"("review_id");

-- CreateIndex
CREATE INDEX "review_votes_user_id_idx" ON "review_votes"("user_id");

-- CreateIndex
CREATE INDEX "questions_product_id_state_created_at_idx" ON "questions"("product_id", "state", "created_at");

-- CreateIndex
CREATE INDEX "questions_state_created_at_idx" ON "questions"("state", "created_at");

-- CreateIndex
CREATE INDEX "questions_user_id_idx" ON "questions"("user_id");

-- CreateIndex
CREATE INDEX "answers_question_id_state_created_at_idx" ON "answers"("question_id", "state", "created_at");

-- CreateIndex
CREATE INDEX "answers_state_created_at_idx" ON "answers"("state", "created_at");

-- CreateIndex
CREATE INDEX "answers_user_id_idx" ON "answers"("user_id");

-- CreateIndex
CREATE INDEX "product_revisions_shelf_revision_idx" ON "product_revisions"("shelf_revision");

-- CreateIndex
CREATE UNIQUE INDEX "synonyms_phrase_key" ON "synonyms"("phrase");

-- CreateIndex
CREATE INDEX "missed_searches_last_at_idx" ON "missed_searches"("last_at");

-- CreateIndex
CREATE UNIQUE INDEX "wishlists_share_key_key" ON "wishlists"("share_key");

-- CreateIndex
CREATE UNIQUE INDEX "wishlists_user_id_name_key" ON "wishlists"("user_id", "name");

-- CreateIndex
CREATE INDEX "wishes_product_id_idx" ON "wishes"("product_id");

-- CreateIndex
CREATE INDEX "follows_product_id_idx" ON "follows"("product_id");

-- CreateIndex
CREATE INDEX "follows_category_id_idx" ON "follows"("category_id");

-- CreateIndex
CREATE INDEX "follows_user_id_idx" ON "follows"("user_id");

-- CreateIndex
CREATE INDEX "follows_confirmed_at_created_at_idx" ON "follows"("confirmed_at", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "follows_email_product_id_key" ON "follows"("email", "product_id");

-- CreateIndex
CREATE UNIQUE INDEX "follows_email_category_id_key" ON "follows"("email", "category_id");

-- CreateIndex
CREATE UNIQUE INDEX "follows_email_words_key" ON "follows"("email", "words");

-- AddForeignKey
ALTER TABLE "former_slugs" ADD CONSTRAINT "former_slugs_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "related_products" ADD CONSTRAINT "related_products_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "related_products" ADD CONSTRAINT "related_products_related_id_fkey" FOREIGN KEY ("related_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bought_together" ADD CONSTRAINT "bought_together_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bought_together" ADD CONSTRAINT "bought_together_other_id_fkey" FOREIGN KEY ("other_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price_changes" ADD CONSTRAINT "price_changes_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_photos" ADD CONSTRAINT "review_photos_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_votes" ADD CONSTRAINT "review_votes_review_id_fkey" FOREIGN KEY ("review_id") REFERENCES "reviews"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_votes" ADD CONSTRAINT "review_votes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "questions" ADD CONSTRAINT "questions_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "questions" ADD CONSTRAINT "questions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answers" ADD CONSTRAINT "answers_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "questions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answers" ADD CONSTRAINT "answers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wishlists" ADD CONSTRAINT "wishlists_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wishes" ADD CONSTRAINT "wishes_wishlist_id_fkey" FOREIGN KEY ("wishlist_id") REFERENCES "wishlists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wishes" ADD CONSTRAINT "wishes_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Guards
UPDATE "products" SET "published_at" = "created_at" WHERE "status" = 'published' AND "published_at" IS NULL;
ALTER TABLE "products" ADD CONSTRAINT "products_published" CHECK ("status" <> 'published' OR "published_at" IS NOT NULL);
ALTER TABLE "products" ADD CONSTRAINT "products_rating" CHECK ("popularity" >= 0 AND "rating_count" >= 0 AND "rating_sum" BETWEEN "rating_count" AND 5 * "rating_count");
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_stars" CHECK ("stars" BETWEEN 1 AND 5 AND "helpful" >= 0);
ALTER TABLE "follows" ADD CONSTRAINT "follows_one_target" CHECK (num_nonnulls("product_id", "category_id", "words") = 1);
ALTER TABLE "related_products" ADD CONSTRAINT "related_products_other" CHECK ("product_id" <> "related_id");
ALTER TABLE "catalogue_clock" ADD CONSTRAINT "catalogue_clock_one" CHECK ("id" = 1);
INSERT INTO "catalogue_clock" DEFAULT VALUES;

-- A product that moves leaves a note where it was.
CREATE FUNCTION remember_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM former_slugs WHERE slug = NEW.slug;
  INSERT INTO former_slugs (slug, product_id) VALUES (OLD.slug, NEW.id)
    ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id;
  RETURN NULL;
END $$;
CREATE TRIGGER "products_remember_slug" AFTER UPDATE OF "slug" ON "products" FOR EACH ROW
  WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION remember_slug();

-- The lowest price of the 30 days before a reduction must be shown with it, so every list price is kept.
CREATE FUNCTION remember_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO price_changes (variant_id, at, price) VALUES (NEW.id, now(), NEW.price)
    ON CONFLICT (variant_id, at) DO UPDATE SET price = excluded.price;
  RETURN NULL;
END $$;
INSERT INTO "price_changes" ("variant_id", "at", "price") SELECT "id", now(), "price" FROM "variants";
CREATE TRIGGER "variants_first_price" AFTER INSERT ON "variants" FOR EACH ROW EXECUTE FUNCTION remember_price();
CREATE TRIGGER "variants_new_price" AFTER UPDATE OF "price" ON "variants" FOR EACH ROW
  WHEN (OLD.price IS DISTINCT FROM NEW.price) EXECUTE FUNCTION remember_price();

-- The catalogue's clock. All triggers below are deferred to the commit: the row of the clock is locked for that moment
-- only, nothing else is locked after it, and the numbers come in the order of the commits. A reader who has seen
-- revision n has therefore seen everything up to n. Whoever listens on "shelf" is told the product, or 0 for the shop.
CREATE FUNCTION next_revision() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  taken text := current_setting('shop.revision', true);
  number bigint;
BEGIN
  IF taken <> '' THEN RETURN taken::bigint; END IF;
  UPDATE catalogue_clock SET revision = revision + 1 RETURNING revision INTO number;
  PERFORM set_config('shop.revision', number::text, true);
  RETURN number;
END $$;

CREATE FUNCTION note_product(product int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number bigint := next_revision();
BEGIN
  INSERT INTO product_revisions AS known (product_id, revision, shelf_revision, changed_at) VALUES (product, number, number, now())
    ON CONFLICT (product_id) DO UPDATE SET revision = number, shelf_revision = number, changed_at = now()
    WHERE known.revision <> number;
  PERFORM pg_notify('shelf', product::text);
END $$;

CREATE FUNCTION note_shelf(product int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number bigint := next_revision();
BEGIN
  INSERT INTO product_revisions AS known (product_id, revision, shelf_revision, changed_at) VALUES (product, number, number, now())
    ON CONFLICT (product_id) DO UPDATE SET shelf_revision = number WHERE known.shelf_revision <> number;
  PERFORM pg_notify('shelf', product::text);
END $$;

CREATE FUNCTION product_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM note_product(coalesce(NEW.id, OLD.id)); RETURN NULL; END $$;

CREATE FUNCTION product_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM note_product(OLD.product_id); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM note_product(NEW.product_id); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION variant_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_product(product_id) FROM variants WHERE id IN (OLD.variant_id, NEW.variant_id);
  RETURN NULL;
END $$;

CREATE FUNCTION review_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_product(product_id) FROM reviews WHERE id IN (OLD.review_id, NEW.review_id);
  RETURN NULL;
END $$;

CREATE FUNCTION answer_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_product(product_id) FROM questions WHERE id IN (OLD.question_id, NEW.question_id);
  RETURN NULL;
END $$;

CREATE FUNCTION shelf_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM note_shelf(NEW.id); RETURN NULL; END $$;

-- As StockLevel.mood says it: what a card shows, and what the filter "available" looks at.
CREATE FUNCTION stock_mood(on_hand int, on_hold int, tracked boolean) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN NOT tracked OR on_hand - on_hold > 3 THEN 'plenty' WHEN on_hand - on_hold > 0 THEN 'few' ELSE 'gone' END
$$;

CREATE FUNCTION stock_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_shelf(product_id) FROM variants WHERE id = NEW.variant_id;
  RETURN NULL;
END $$;

CREATE FUNCTION shop_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint := next_revision();
BEGIN
  UPDATE catalogue_clock SET shop_revision = number WHERE shop_revision <> number;
  PERFORM pg_notify('shelf', '0');
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "products_made" AFTER INSERT OR DELETE ON "products" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_changed();
CREATE CONSTRAINT TRIGGER "products_changed" AFTER UPDATE OF "slug", "name", "summary", "story", "category_id", "status", "tax_category", "featured_position", "published_at", "rating_count", "rating_sum" ON "products" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_changed();
CREATE CONSTRAINT TRIGGER "products_popularity" AFTER UPDATE OF "popularity" ON "products" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.popularity IS DISTINCT FROM NEW.popularity) EXECUTE FUNCTION shelf_changed();
CREATE CONSTRAINT TRIGGER "variants_changed" AFTER INSERT OR UPDATE OR DELETE ON "variants" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_part_changed();
CREATE CONSTRAINT TRIGGER "attribute_values_changed" AFTER INSERT OR UPDATE OR DELETE ON "attribute_values" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_part_changed();
CREATE CONSTRAINT TRIGGER "pictures_changed" AFTER INSERT OR UPDATE OR DELETE ON "pictures" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_part_changed();
CREATE CONSTRAINT TRIGGER "related_products_changed" AFTER INSERT OR UPDATE OR DELETE ON "related_products" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_part_changed();
CREATE CONSTRAINT TRIGGER "bought_together_changed" AFTER INSERT OR DELETE ON "bought_together" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_part_changed();
CREATE CONSTRAINT TRIGGER "reviews_changed" AFTER INSERT OR UPDATE OR DELETE ON "reviews" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_part_changed();
CREATE CONSTRAINT TRIGGER "questions_changed" AFTER INSERT OR UPDATE OR DELETE ON "questions" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION product_part_changed();
CREATE CONSTRAINT TRIGGER "variant_options_changed" AFTER INSERT OR UPDATE OR DELETE ON "variant_options" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION variant_part_changed();
CREATE CONSTRAINT TRIGGER "quantity_prices_changed" AFTER INSERT OR UPDATE OR DELETE ON "quantity_prices" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION variant_part_changed();
CREATE CONSTRAINT TRIGGER "review_photos_changed" AFTER INSERT OR UPDATE OR DELETE ON "review_photos" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION review_part_changed();
CREATE CONSTRAINT TRIGGER "answers_changed" AFTER INSERT OR UPDATE OR DELETE ON "answers" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION answer_changed();
CREATE CONSTRAINT TRIGGER "stock_levels_made" AFTER INSERT ON "stock_levels" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stock_changed();
CREATE CONSTRAINT TRIGGER "stock_levels_changed" AFTER UPDATE ON "stock_levels" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (stock_mood(OLD.on_hand, OLD.on_hold, OLD.tracked) <> stock_mood(NEW.on_hand, NEW.on_hold, NEW.tracked)) EXECUTE FUNCTION stock_changed();
CREATE CONSTRAINT TRIGGER "categories_changed" AFTER INSERT OR UPDATE OR DELETE ON "categories" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "attributes_changed" AFTER INSERT OR UPDATE OR DELETE ON "attributes" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "option_types_changed" AFTER INSERT OR UPDATE OR DELETE ON "option_types" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "option_values_changed" AFTER UPDATE OR DELETE ON "option_values" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "sales_changed" AFTER INSERT OR UPDATE OR DELETE ON "sales" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "settings_changed" AFTER INSERT OR UPDATE OR DELETE ON "settings" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "synonyms_changed" AFTER INSERT OR UPDATE OR DELETE ON "synonyms" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "promotions_changed" AFTER INSERT OR UPDATE OR DELETE ON "promotions" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "shipping_zones_changed" AFTER INSERT OR UPDATE OR DELETE ON "shipping_zones" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "shipping_methods_changed" AFTER INSERT OR UPDATE OR DELETE ON "shipping_methods" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();
CREATE CONSTRAINT TRIGGER "tax_rates_changed" AFTER INSERT OR UPDATE OR DELETE ON "tax_rates" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_changed();

-- Whatever the shop has already counts as changed just now.
SELECT note_product("id") FROM "products";
