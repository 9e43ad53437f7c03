-- +goose Up
-- The state of a record in its kind's lifecycle, the revision whose words are in force (0: none), and who wrote what the
-- revision says: identifiers, separated by spaces. Empty where the kind has no lifecycle.
ALTER TABLE revision ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE revision ADD COLUMN in_force BIGINT NOT NULL DEFAULT 0;
ALTER TABLE revision ADD COLUMN authors TEXT NOT NULL DEFAULT '';

-- For which unit and what is below it an account has its role. Empty: the whole organisation.
ALTER TABLE account ADD COLUMN unit TEXT NOT NULL DEFAULT '';

-- Files that were sent to be named by records. Their bytes are those of raw_file.
CREATE TABLE sent_file (
  sha256 TEXT PRIMARY KEY,
  seq    BIGINT NOT NULL
);
