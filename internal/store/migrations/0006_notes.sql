-- +goose Up
-- What people say of records: each act of each note, in the order of the journal, which holds a commitment to it. What was taken back has no text any more.
CREATE TABLE note_act (
  note     TEXT   NOT NULL,
  seq      BIGINT NOT NULL,
  record   TEXT   NOT NULL,
  act      TEXT   NOT NULL,
  account  TEXT   NOT NULL,
  person   TEXT   NOT NULL,
  via      TEXT   NOT NULL,
  question BIGINT NOT NULL, -- 1: it asks something
  answers  TEXT   NOT NULL, -- the note that it is about: the question that is answered, or the answer that settles it
  mentions TEXT   NOT NULL, -- people, by identifier
  salt     {{.Blob}},
  text     TEXT,
  PRIMARY KEY (note, seq)
);
CREATE INDEX note_act_record ON note_act (record, seq);

-- Questions that nobody has answered yet. It follows from the acts.
CREATE TABLE note_open (
  note   TEXT PRIMARY KEY,
  record TEXT   NOT NULL,
  seq    BIGINT NOT NULL
);
CREATE INDEX note_open_seq ON note_open (seq);

-- Who was mentioned, and has not seen it yet. That somebody has seen something is no evidence.
CREATE TABLE note_call (
  person TEXT   NOT NULL,
  note   TEXT   NOT NULL,
  record TEXT   NOT NULL,
  seq    BIGINT NOT NULL,
  PRIMARY KEY (person, note)
);
