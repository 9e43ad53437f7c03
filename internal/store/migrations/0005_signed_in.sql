-- +goose Up
-- The journal entries of an account's last sign-in and of the one before, so that a page can tell what has changed since somebody was last here
-- without looking through the journal. Both follow from it.
ALTER TABLE account ADD COLUMN signed_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN signed_in_before BIGINT NOT NULL DEFAULT 0;
