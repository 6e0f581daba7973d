-- What is remembered of a search is compared with the catalogue's clock; it must move when a synonym goes, as it does
-- when one comes or changes.
CREATE FUNCTION synonym_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM next_revision();
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "synonyms_forgotten" AFTER DELETE ON "synonyms" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION synonym_forgotten();
