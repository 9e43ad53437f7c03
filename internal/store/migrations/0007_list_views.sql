-- +goose Up
-- Lists as they stand, kept under a title: for one account, or for everybody (account ''). Which of them somebody's list of a kind begins with is beside
-- them. How a list looks is no evidence; what is kept for everybody has an entry of the journal all the same, as settings for everyone have.
CREATE TABLE list_view (
  id         TEXT   PRIMARY KEY,
  account    TEXT   NOT NULL, -- whose it is; empty: everybody's
  kind       TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  asked      TEXT   NOT NULL, -- columns, conditions, order, group and words, as JSON
  changed_at BIGINT NOT NULL
);
CREATE INDEX list_view_kind ON list_view (kind, account);
CREATE TABLE list_view_first (
  account TEXT NOT NULL,
  kind    TEXT NOT NULL,
  view    TEXT NOT NULL,
  PRIMARY KEY (account, kind)
);
CREATE INDEX list_view_first_view ON list_view_first (view);
