-- An invoice may be made out to somebody else than the parcel goes to, and bears a company's VAT number.
-- AlterTable
ALTER TABLE "orders" ADD COLUMN "billing" JSONB;
