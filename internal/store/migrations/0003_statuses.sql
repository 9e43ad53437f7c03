-- +goose Up
-- Statuses at the ends of months, as they were known when the month had settled, kept so that trends need not compute the past again. They follow from
-- the journal and the rules of scoring; what is computed again later may be put beside them, never in their place.
CREATE TABLE month_end (
  day        BIGINT PRIMARY KEY, -- the last moment of the month, microseconds since 1970
  seq        BIGINT NOT NULL     -- the journal entry up to which it was known
);
CREATE TABLE kept_status (
  uid        TEXT   NOT NULL,
  day        BIGINT NOT NULL,
  score      DOUBLE PRECISION,
  lower      DOUBLE PRECISION,
  upper      DOUBLE PRECISION,
  coverage   DOUBLE PRECISION,
  confidence DOUBLE PRECISION,
  band       TEXT   NOT NULL,
  data       TEXT   NOT NULL,
  attainment TEXT   NOT NULL,
  PRIMARY KEY (uid, day)
);
