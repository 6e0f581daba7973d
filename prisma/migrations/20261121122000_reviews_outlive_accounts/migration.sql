-- A review stays when the account of its author goes, and so does the rating it is part of; the name goes. Here and not
-- in a program, so that no way to delete an account can forget it.
-- DropForeignKey
ALTER TABLE "reviews" DROP CONSTRAINT "reviews_user_id_fkey";

-- AlterTable
ALTER TABLE "reviews" ALTER COLUMN "user_id" DROP NOT NULL;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE FUNCTION review_anonymised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.author := 'A former customer';
  -- Their descriptions name the photographer.
  UPDATE review_photos SET alt = (SELECT name FROM products WHERE id = NEW.product_id) || ', photographed by a former customer'
   WHERE review_id = NEW.id;
  RETURN NEW;
END $$;
CREATE TRIGGER "reviews_anonymised" BEFORE UPDATE OF "user_id" ON "reviews" FOR EACH ROW
  WHEN (OLD.user_id IS NOT NULL AND NEW.user_id IS NULL) EXECUTE FUNCTION review_anonymised();
