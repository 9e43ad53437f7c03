-- +goose Up
-- Documents that the program made and keeps: the figures of periods that were closed. Their bytes lie with the raw files, and no retention reaches
-- them. The journal entry says the same.
CREATE TABLE artefact (
  uid      TEXT   NOT NULL,
  revision BIGINT NOT NULL,
  sha256   TEXT   NOT NULL,
  bytes    BIGINT NOT NULL,
  seq      BIGINT NOT NULL,
  PRIMARY KEY (uid, revision)
);
CREATE INDEX artefact_sha256 ON artefact (sha256);
CREATE INDEX artefact_seq ON artefact (seq);

-- Which entries reach into periods that were closed before. The journal entry says the same.
CREATE TABLE restatement (
  uid     TEXT   NOT NULL,
  seq     BIGINT NOT NULL,
  points  BIGINT NOT NULL,
  records BIGINT NOT NULL,
  about   TEXT   NOT NULL,
  reason  TEXT   NOT NULL,
  PRIMARY KEY (uid, seq)
);
CREATE INDEX restatement_seq ON restatement (seq);
