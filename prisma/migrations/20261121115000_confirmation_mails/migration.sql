-- When an address was last asked to confirm that it wants to follow something. Kept apart from follows, so that
-- forgetting one does not make room for the next mail to a stranger.
CREATE TABLE "confirmation_mails" (
    "email" CITEXT NOT NULL,
    "target" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "confirmation_mails_pkey" PRIMARY KEY ("email","target")
);

CREATE INDEX "confirmation_mails_asked_at_idx" ON "confirmation_mails"("asked_at");

