-- Why somebody corrected a figure by hand, in their own words.
ALTER TABLE "stock_movements" ADD COLUMN "reason" TEXT;
