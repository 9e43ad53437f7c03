-- +goose Up
-- Times are microseconds since 1970, UTC. Texts and numbers only, so that one SQL text serves both databases.

CREATE TABLE journal (
  seq         {{.Key}} PRIMARY KEY,
  recorded_at BIGINT NOT NULL UNIQUE,
  type        TEXT   NOT NULL,
  entry       {{.Blob}} NOT NULL
);

-- The head is the one row that every write locks in effect: sequence, time, and the state of the Merkle tree.
CREATE TABLE journal_head (
  one         SMALLINT PRIMARY KEY CHECK (one = 1),
  seq         BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  tree        {{.Blob}} NOT NULL
);

CREATE TABLE revision (
  uid         TEXT   NOT NULL,
  revision    BIGINT NOT NULL,
  seq         BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  kind        TEXT   NOT NULL,
  name        TEXT   NOT NULL,
  code        TEXT   NOT NULL,
  title       TEXT   NOT NULL,
  retired     BIGINT NOT NULL,
  schema_version BIGINT NOT NULL,
  spec        {{.Blob}} NOT NULL,
  PRIMARY KEY (uid, revision)
);
CREATE INDEX revision_seq ON revision (seq);

-- Which revision is the latest: so that starting reads what is, not what was.
CREATE TABLE record_head (
  uid      TEXT PRIMARY KEY,
  revision BIGINT NOT NULL
);

-- Every name ever given, and by which entry: none is given to another record, and the past knows only its own.
CREATE TABLE record_name (
  kind TEXT   NOT NULL,
  name TEXT   NOT NULL,
  uid  TEXT   NOT NULL,
  seq  BIGINT NOT NULL,
  PRIMARY KEY (kind, name)
);
CREATE INDEX record_name_seq ON record_name (seq);

-- Personal values, erasable. The revision holds their commitments.
CREATE TABLE personal (
  uid      TEXT   NOT NULL,
  revision BIGINT NOT NULL,
  field    TEXT   NOT NULL,
  salt     {{.Blob}} NOT NULL,
  value    TEXT   NOT NULL,
  PRIMARY KEY (uid, revision, field)
);

CREATE TABLE series (
  id    {{.Key}} PRIMARY KEY,
  owner TEXT NOT NULL,
  name  TEXT NOT NULL,
  unit  TEXT NOT NULL
);
CREATE UNIQUE INDEX series_parts ON series (owner, name, unit);

CREATE TABLE batch (
  id     {{.Key}} PRIMARY KEY,
  seq    BIGINT NOT NULL,
  run    TEXT   NOT NULL,
  label  TEXT   NOT NULL,
  points BIGINT NOT NULL,
  digest TEXT   NOT NULL,
  first_month BIGINT NOT NULL, -- of its points
  last_month  BIGINT NOT NULL
);
CREATE INDEX batch_seq ON batch (seq);
CREATE INDEX batch_run ON batch (run);

-- The month comes first in the key: rows of one import then lie together however many series it has.
CREATE TABLE point (
  month      BIGINT NOT NULL,
  series     BIGINT NOT NULL,
  valid_to   BIGINT NOT NULL,
  batch      BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  value      DOUBLE PRECISION,
  sample     BIGINT,
  note       TEXT NOT NULL,
  PRIMARY KEY (month, series, valid_to, batch)
) {{.ByMonth}};

CREATE TABLE run (
  id          TEXT PRIMARY KEY,
  seq         BIGINT NOT NULL,
  source      TEXT   NOT NULL,
  sha256      TEXT   NOT NULL,
  filename    TEXT   NOT NULL,
  observed_at BIGINT NOT NULL,
  classification TEXT NOT NULL,
  keep_until  BIGINT NOT NULL,
  reading     {{.Blob}} NOT NULL
);
CREATE UNIQUE INDEX run_file ON run (source, sha256);
CREATE INDEX run_seq ON run (seq);
CREATE INDEX run_sha256 ON run (sha256);
CREATE INDEX run_source ON run (source, seq);

-- How a file is classified and how long it is kept is said by each of its runs.
CREATE TABLE raw_file (
  sha256 TEXT PRIMARY KEY,
  bytes  BIGINT NOT NULL,
  seq    BIGINT NOT NULL
);
CREATE TABLE raw_chunk (
  sha256 TEXT   NOT NULL,
  n      BIGINT NOT NULL,
  data   {{.Blob}} NOT NULL,
  PRIMARY KEY (sha256, n)
);

CREATE TABLE account (
  uid           TEXT PRIMARY KEY,
  login         TEXT NOT NULL UNIQUE,
  person        TEXT NOT NULL,
  role          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  disabled      BIGINT NOT NULL,
  created_at    BIGINT NOT NULL
);
CREATE TABLE session (
  token      TEXT PRIMARY KEY,
  data       {{.Blob}} NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_expires ON session (expires_at);
CREATE TABLE token (
  uid        TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  account    TEXT NOT NULL,
  title      TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked    BIGINT NOT NULL
);
CREATE TABLE setup_link (
  hash       TEXT PRIMARY KEY,
  expires_at BIGINT NOT NULL
);

CREATE TABLE idempotency (
  principal  TEXT   NOT NULL,
  key        TEXT   NOT NULL,
  request    TEXT   NOT NULL,
  response   {{.Blob}} NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

-- Which series a batch has points of, by month: so that who knows the values up to an entry reads only what later ones touch.
CREATE TABLE batch_part (
  batch  BIGINT NOT NULL,
  month  BIGINT NOT NULL,
  series BIGINT NOT NULL,
  PRIMARY KEY (batch, month, series)
);
