-- +goose Up
-- Which series a batch has points of, by month: so that who knows the values up to an entry reads only what later ones touch.
CREATE TABLE batch_part (
  batch  BIGINT NOT NULL,
  month  BIGINT NOT NULL,
  series BIGINT NOT NULL,
  PRIMARY KEY (batch, month, series)
);
