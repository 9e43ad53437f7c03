-- +goose Up
-- When somebody last signed in to an account; 0: never.
ALTER TABLE account ADD COLUMN signed_in_at BIGINT NOT NULL DEFAULT 0;

-- One-time links with which people choose the password of an account. An account has one at most; of its secret the hash is kept.
CREATE TABLE account_link (
  account    TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  expires_at BIGINT NOT NULL
);

-- Which entries of the journal tell of an account.
CREATE TABLE account_entry (
  account TEXT   NOT NULL,
  seq     BIGINT NOT NULL,
  PRIMARY KEY (account, seq)
);
INSERT INTO account_entry (account, seq) {{.EntriesOfAccounts}};

-- Whose a session is, so that people can see and end theirs; empty: of nobody, or begun before this was kept.
ALTER TABLE session ADD COLUMN account TEXT NOT NULL DEFAULT '';
CREATE INDEX session_account ON session (account);

-- How people want pages to look. Those of nobody are what holds for everyone who has chosen nothing.
CREATE TABLE preference (
  account TEXT NOT NULL,
  name    TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (account, name)
);
