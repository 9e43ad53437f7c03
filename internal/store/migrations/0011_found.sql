-- +goose Up
-- Values that were searched for among all points, kept because in a large store each lies on a page of its own and here those that are read together lie together: of months that are
-- over, by series, the last value and the last ones of the days. They follow from the points. Every batch throws away what is kept of the months that it has points of, so
-- that what is here holds: from the journal entry seq on, as of which it was read.
CREATE TABLE month_value (
  month      BIGINT NOT NULL,
  series     BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  valid_to   BIGINT,          -- NULL: the month has no value
  valid_from BIGINT NOT NULL,
  value      DOUBLE PRECISION NOT NULL,
  sample     BIGINT,
  note       TEXT NOT NULL,
  batch      BIGINT NOT NULL,
  batch_seq  BIGINT NOT NULL,
  PRIMARY KEY (month, series)
) {{.Clustered}};
CREATE TABLE day_values (
  month  BIGINT NOT NULL,
  series BIGINT NOT NULL,
  seq    BIGINT NOT NULL,
  days   {{.Blob}} NOT NULL,   -- of each value when it was, microseconds since 1970, and what it is: 8 bytes each, the least significant first
  PRIMARY KEY (month, series)
) {{.Clustered}};
