-- Search without looking at every product: what a product is found by is kept beside it, ready for an index.
DROP INDEX "products_words";
DROP INDEX "products_name_trigrams";
DROP FUNCTION likeness(text, text);
DROP FUNCTION product_words(text, text, text[]);

-- CreateTable
CREATE TABLE "product_words" (
    "product_id" INTEGER NOT NULL,
    "visible_from" TIMESTAMPTZ(3) NOT NULL,
    "standing" BIGINT NOT NULL,
    "title" TEXT NOT NULL,
    "formula" TEXT NOT NULL,
    "name" tsvector NOT NULL,
    "traits" tsvector NOT NULL,
    "words" tsvector NOT NULL,

    CONSTRAINT "product_words_pkey" PRIMARY KEY ("product_id")
);

-- CreateTable
CREATE TABLE "vocabulary" (
    "word" TEXT NOT NULL,
    "weight" INTEGER NOT NULL,

    CONSTRAINT "vocabulary_pkey" PRIMARY KEY ("word")
);

-- CreateIndex
CREATE INDEX "product_words_name_idx" ON "product_words" USING GIN ("name");

-- CreateIndex
CREATE INDEX "product_words_traits_idx" ON "product_words" USING GIN ("traits");

-- CreateIndex
CREATE INDEX "product_words_words_idx" ON "product_words" USING GIN ("words");

-- CreateIndex
CREATE INDEX "vocabulary_word_idx" ON "vocabulary" USING GIN ("word" gin_trgm_ops);

-- AddForeignKey
ALTER TABLE "product_words" ADD CONSTRAINT "product_words_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The beginning of a SKU, however it is written; the plain operators of the locale could not use an index for it.
CREATE INDEX "variants_sku_beginning" ON "variants" (upper("sku") text_pattern_ops);

-- "FOOL’S Gold" and "fools gold" are one. unaccent() is only STABLE because its dictionary could change; ours does not.
CREATE OR REPLACE FUNCTION searchable(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(public.unaccent('public.unaccent', regexp_replace(normalize($1, NFKC), '[''’‘ʼ`´]', '', 'g')))
$$;

-- CaF₂, caf2 and "Ca F2" are one; charges, as in Fe²⁺, are left out, because nobody types them.
CREATE FUNCTION formula_key(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(lower(normalize(regexp_replace($1, '[⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁺⁻]', '', 'g'), NFKC)), '[^a-z0-9]', '', 'g')
$$;

-- The words of a searchable text, not stemmed: what a misspelling can be compared with.
CREATE FUNCTION words_in(text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT word FROM regexp_split_to_table($1, '[^[:alpha:]]+') AS word WHERE length(word) BETWEEN 3 AND 40
$$;

CREATE FUNCTION learn_words(text, int) RETURNS void LANGUAGE sql AS $$
  INSERT INTO vocabulary AS known (word, weight)
  SELECT heard, $2 FROM words_in($1) AS heard
   WHERE NOT EXISTS (SELECT FROM vocabulary v WHERE v.word = heard AND v.weight >= $2)
  ON CONFLICT (word) DO UPDATE SET weight = excluded.weight WHERE known.weight < excluded.weight
$$;

-- What a product is found by besides its name: facts in words, its options, its category and those above.
CREATE FUNCTION traits_of(product int, category int) RETURNS text LANGUAGE sql STABLE AS $$
  WITH RECURSIVE path AS (
    SELECT id, name, parent_id FROM categories WHERE id = category
    UNION ALL
    SELECT c.id, c.name, c.parent_id FROM categories c JOIN path ON c.id = path.parent_id
  )
  SELECT concat_ws(' ',
    (SELECT string_agg(v.text, ' ') FROM attribute_values v JOIN attributes a ON a.id = v.attribute_id
      WHERE v.product_id = product AND v.low IS NULL AND a.key <> 'formula'),
    (SELECT string_agg(DISTINCT o.name, ' ') FROM variants v
       JOIN variant_options vo ON vo.variant_id = v.id JOIN option_values o ON o.id = vo.option_value_id
      WHERE v.product_id = product AND v.active),
    (SELECT string_agg(name, ' ') FROM path))
$$;

-- The higher, the earlier among equals: what sells stands before what is featured on the home page.
CREATE FUNCTION standing_of(popularity int, featured_position int) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT popularity::bigint * 1024 + coalesce(1023 - least(featured_position, 1023), 0)
$$;

-- Neither weights nor positions are kept: three vectors say where a word stands, and stay small.
CREATE FUNCTION refresh_product_words(product int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  shown products;
  called text;
  traits text;
  told text;
  formula text;
BEGIN
  SELECT * INTO shown FROM products WHERE id = product AND status = 'published';
  IF NOT FOUND THEN
    DELETE FROM product_words WHERE product_id = product;
    RETURN;
  END IF;

  called := searchable(shown.name);
  traits := searchable(traits_of(product, shown.category_id));
  told := searchable(concat_ws(' ', shown.summary, array_to_string(shown.story, ' ')));
  formula := coalesce((SELECT formula_key(v.text) FROM attribute_values v JOIN attributes a ON a.id = v.attribute_id
                        WHERE v.product_id = product AND a.key = 'formula'), '');
  INSERT INTO product_words AS known (product_id, visible_from, standing, title, formula, name, traits, words)
  SELECT product, shown.published_at, standing_of(shown.popularity, shown.featured_position),
         btrim(regexp_replace(regexp_replace(called, '\(.*?\)', '', 'g'), '[^[:alnum:]]+', ' ', 'g')),
         formula, in_name, in_name || in_traits, in_name || in_traits || strip(to_tsvector('english', told))
    FROM (SELECT strip(to_tsvector('english', called)) AS in_name,
                 strip(to_tsvector('english', traits)) || array_to_tsvector(array_remove(ARRAY[formula], '')) AS in_traits) AS vectors
  ON CONFLICT (product_id) DO UPDATE
    SET visible_from = excluded.visible_from, standing = excluded.standing, title = excluded.title, formula = excluded.formula,
        name = excluded.name, traits = excluded.traits, words = excluded.words
    WHERE (known.visible_from, known.standing, known.title, known.formula, known.name, known.traits, known.words)
      IS DISTINCT FROM (excluded.visible_from, excluded.standing, excluded.title, excluded.formula, excluded.name, excluded.traits, excluded.words);
  IF NOT FOUND THEN RETURN; END IF;

  PERFORM learn_words(called, 3);
  PERFORM learn_words(traits, 2);
  PERFORM learn_words(told, 1);
END $$;

-- The catalogue's clock notes a product once a transaction, at its end, whatever of it changed; the row of the clock is
-- locked then, so that no two transactions learn words at once.
CREATE FUNCTION product_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM refresh_product_words(NEW.product_id); RETURN NULL; END $$;
CREATE TRIGGER "product_revisions_words" AFTER INSERT OR UPDATE OF "revision" ON "product_revisions" FOR EACH ROW EXECUTE FUNCTION product_noted();

CREATE FUNCTION popularity_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE product_words SET standing = standing_of(NEW.popularity, NEW.featured_position) WHERE product_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER "products_popularity_counted" AFTER UPDATE OF "popularity" ON "products" FOR EACH ROW
  WHEN (OLD.popularity IS DISTINCT FROM NEW.popularity) EXECUTE FUNCTION popularity_counted();

-- Products are found by the names of their categories and options too.
CREATE FUNCTION category_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_product(p.id) FROM products p WHERE p.category_id IN (
    WITH RECURSIVE family AS (
      SELECT NEW.id AS id UNION ALL SELECT c.id FROM categories c JOIN family ON c.parent_id = family.id
    ) SELECT id FROM family);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "categories_renamed" AFTER UPDATE OF "name", "parent_id" ON "categories" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION category_renamed();

CREATE FUNCTION option_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_product(p.id) FROM (
    SELECT DISTINCT v.product_id AS id FROM variants v JOIN variant_options o ON o.variant_id = v.id WHERE o.option_value_id = NEW.id) p;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "option_values_renamed" AFTER UPDATE OF "name" ON "option_values" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION option_renamed();

-- Who misspells a synonym means it.
CREATE FUNCTION synonym_learnt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM next_revision();
  PERFORM learn_words(searchable(NEW.phrase::text), 2);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "synonyms_learnt" AFTER INSERT OR UPDATE ON "synonyms" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION synonym_learnt();

SELECT refresh_product_words("id") FROM "products";
