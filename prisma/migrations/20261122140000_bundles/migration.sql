-- A set is sold as one and has no stock of its own: what there is of it follows from its parts.

-- CreateTable
CREATE TABLE "bundle_parts" (
    "variant_id" INTEGER NOT NULL,
    "part_variant_id" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "bundle_parts_pkey" PRIMARY KEY ("variant_id", "part_variant_id")
);

-- CreateIndex
CREATE INDEX "bundle_parts_part_variant_id_idx" ON "bundle_parts"("part_variant_id");

-- AddForeignKey
ALTER TABLE "bundle_parts" ADD CONSTRAINT "bundle_parts_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "variants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey: a part has a stock level and a set has none, so that no set is part of another.
ALTER TABLE "bundle_parts" ADD CONSTRAINT "bundle_parts_part_variant_id_fkey" FOREIGN KEY ("part_variant_id") REFERENCES "stock_levels"("variant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "order_lines" ADD COLUMN "parts" JSONB NOT NULL DEFAULT '[]';

-- Guards. The bound keeps a full cart of sets countable: 100 lines of 9,999 sets.
ALTER TABLE "bundle_parts" ADD CONSTRAINT "bundle_parts_quantity" CHECK ("quantity" BETWEEN 1 AND 99);

CREATE FUNCTION refuse_stock_of_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Who makes it a set and who gives it stock at the same moment take turns.
  PERFORM FROM variants WHERE id = NEW.variant_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM bundle_parts WHERE variant_id = NEW.variant_id)
     AND EXISTS (SELECT FROM stock_levels WHERE variant_id = NEW.variant_id) THEN
    RAISE EXCEPTION 'variant % is a set and cannot have stock of its own', NEW.variant_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "stock_levels_of_no_set" AFTER INSERT OR UPDATE OF "variant_id" ON "stock_levels" FOR EACH ROW EXECUTE FUNCTION refuse_stock_of_set();
CREATE TRIGGER "bundle_parts_of_no_stock" AFTER INSERT OR UPDATE OF "variant_id" ON "bundle_parts" FOR EACH ROW EXECUTE FUNCTION refuse_stock_of_set();

-- What there is of any variant, as StockLevel.ofSet says it of a set. Planned together with the query that asks.
CREATE FUNCTION stock_of(wanted int) RETURNS TABLE (on_hand int, on_hold int, tracked boolean) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT s.on_hand, s.on_hold, s.tracked FROM stock_levels s WHERE s.variant_id = wanted
  UNION ALL
  SELECT coalesce(min(s.on_hand / b.quantity) FILTER (WHERE s.tracked), 0),
         coalesce(min(s.on_hand / b.quantity) FILTER (WHERE s.tracked)
                  - min((s.on_hand - s.on_hold) / b.quantity) FILTER (WHERE s.tracked), 0),
         bool_or(s.tracked)
    FROM bundle_parts b JOIN stock_levels s ON s.variant_id = b.part_variant_id
   WHERE b.variant_id = wanted
   GROUP BY b.variant_id
$$;

-- The catalogue's clock: a set is on the shelf as its scarcest part is, which may change while the part itself has plenty.
CREATE FUNCTION part_stock_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_shelf(v.product_id) FROM bundle_parts b JOIN variants v ON v.id = b.variant_id
    WHERE b.part_variant_id = NEW.variant_id
      AND stock_mood((OLD.on_hand - OLD.on_hold) / b.quantity, 0, OLD.tracked)
          <> stock_mood((NEW.on_hand - NEW.on_hold) / b.quantity, 0, NEW.tracked);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "stock_levels_of_parts" AFTER UPDATE ON "stock_levels" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.on_hand - OLD.on_hold, OLD.tracked) IS DISTINCT FROM (NEW.on_hand - NEW.on_hold, NEW.tracked)) EXECUTE FUNCTION part_stock_changed();
CREATE CONSTRAINT TRIGGER "bundle_parts_changed" AFTER INSERT OR UPDATE OR DELETE ON "bundle_parts" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION variant_part_changed();
