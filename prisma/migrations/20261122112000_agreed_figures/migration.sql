-- What a shopper has agreed to in the checkout so far, so that each step can say what has changed since.
-- AlterTable
ALTER TABLE "checkout_drafts" ADD COLUMN "seen" JSONB;
