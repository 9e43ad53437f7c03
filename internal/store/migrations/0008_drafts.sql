-- +goose Up
-- What people began to enter into forms and mean to go on with, each seen by its owner alone. It is not declared, and so no business of the journal.
CREATE TABLE draft (
  id         TEXT   PRIMARY KEY,
  account    TEXT   NOT NULL,
  kind       TEXT   NOT NULL,
  record     TEXT   NOT NULL DEFAULT '', -- the record that is changed; empty: a new one
  title      TEXT   NOT NULL,
  content    TEXT   NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX draft_account ON draft (account, changed_at);
