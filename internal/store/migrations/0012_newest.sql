-- +goose Up
-- Of what day the newest data of a source is, in whatever order its files came.
CREATE INDEX run_newest ON run (source, observed_at);
