-- +goose Up
-- Files that show where the values of a batch come from, found by their file. The journal entry of the batch says the same.
CREATE TABLE value_file (
  sha256     TEXT   NOT NULL,
  batch      BIGINT NOT NULL,
  name       TEXT   NOT NULL,
  media_type TEXT   NOT NULL,
  seq        BIGINT NOT NULL,
  PRIMARY KEY (sha256, batch)
);
CREATE INDEX value_file_seq ON value_file (seq);
