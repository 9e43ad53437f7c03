package store_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/store/storetest"
)

// Whoever changes the database behind the store's back is found out, and the report names what was changed.
func TestVerifyFindsTampering(t *testing.T) {
	onBoth(t, func(t *testing.T, dsn func(testing.TB) string) {
		l := storetest.NewLab(t, dsn(t))
		storetest.Furnish(t, l)
		for name, c := range tamperings {
			t.Run(name, func(t *testing.T) { c.try(t, l) })
		}
		l.Verify() // all of it has been taken back
	})
}

type tampering struct {
	statements []string
	arg        []byte // of the ? in the statement; "replace A B" means what is there with A written as B
	says       string
}

func (c tampering) try(t *testing.T, l *storetest.Lab) {
	v, err := l.VerifyTampered(t.Context(), func(tx *sql.Tx) error {
		for _, statement := range c.statements {
			var args []any
			if c.arg != nil {
				args = append(args, c.argument(t, tx, statement))
			}
			if strings.HasPrefix(l.DSN, "postgres") {
				statement = strings.Replace(statement, "?", "$1", 1)
			}
			r, err := tx.ExecContext(t.Context(), statement, args...)
			if err != nil {
				return err
			}
			if n, err := r.RowsAffected(); err != nil || n == 0 {
				return fmt.Errorf("%s changed nothing (%w)", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(v.Problems, "\n"), c.says) {
		t.Errorf("found out was\n%s\nbut not that %q", strings.Join(v.Problems, "\n"), c.says)
	}
}

func (c tampering) argument(t *testing.T, tx *sql.Tx, statement string) []byte {
	t.Helper()
	from, to, ok := strings.Cut(strings.TrimPrefix(string(c.arg), "replace "), " ")
	if !ok || !strings.HasPrefix(string(c.arg), "replace ") {
		return c.arg
	}
	table, rest, _ := strings.Cut(strings.TrimPrefix(statement, "UPDATE "), " SET ")
	column, where, _ := strings.Cut(rest, " = ? ")
	var now []byte
	if err := tx.QueryRowContext(t.Context(), "SELECT "+column+" FROM "+table+" "+where).Scan(&now); err != nil {
		t.Fatal(err)
	}
	return []byte(strings.Replace(string(now), from, to, 1))
}

const spec = `UPDATE revision SET spec = ? WHERE name = 'goal' AND revision = 1`

var tamperings = map[string]tampering{
	"entry bytes":            {[]string{`UPDATE journal SET entry = ? WHERE seq = 2`}, []byte(`{"seq":2}`), "entry 2 cannot be read"},
	"entry reason":           {[]string{`UPDATE journal SET entry = ? WHERE seq = 2`}, []byte("replace test tEst"), "the head of the journal"},
	"entry type":             {[]string{`UPDATE journal SET type = 'run' WHERE seq = 2`}, nil, "entry 2 is filed under other numbers"},
	"entry time":             {[]string{`UPDATE journal SET recorded_at = recorded_at + 1 WHERE seq = 2`}, nil, "entry 2 is filed under other numbers"},
	"kept value":             {[]string{`UPDATE month_value SET value = value + 1 WHERE month = 24312`}, nil, "the last value that is kept of series"},
	"kept sample":            {[]string{`UPDATE month_value SET sample = 1 WHERE month = 24312`}, nil, "the last value that is kept of series"},
	"kept days":              {[]string{`UPDATE day_values SET days = (SELECT x.days FROM day_values x WHERE x.month = 24313) WHERE month = 24312`}, nil, "the values of days that are kept of series"},
	"gap":                    {[]string{`DELETE FROM journal WHERE seq = 2`}, nil, "entries are missing between"},
	"last entry":             {[]string{`DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)`}, nil, "the head of the journal"},
	"entry added":            {[]string{`INSERT INTO journal SELECT seq + 50, recorded_at + 50000000, type, entry FROM journal WHERE seq = 2`}, nil, "entries are missing between"},
	"head":                   {[]string{`UPDATE journal_head SET seq = seq - 1`}, nil, "the head of the journal is entry"},
	"head tree":              {[]string{`UPDATE journal_head SET tree = ?`}, []byte(`{"size":0,"hashes":null}`), "the head of the journal is entry"},
	"revision spec":          {[]string{spec}, []byte(`{"team":"01J00000000000000000000001"}`), "goal goal revision 1 is not what journal entry"},
	"revision spec, spaces":  {[]string{spec}, []byte("replace : : "), "goal goal revision 1 is not what journal entry"},
	"revision spec, no JSON": {[]string{spec}, []byte("\xff{"), "goal goal revision 1 is not what journal entry"},
	"revision title":         {[]string{`UPDATE revision SET title = 'x' WHERE name = 'goal' AND revision = 1`}, nil, "goal goal revision 1 is not what"},
	"revision time":          {[]string{`UPDATE revision SET recorded_at = recorded_at - 1 WHERE name = 'goal' AND revision = 1`}, nil, "goal goal revision 1 is not what"},
	"revision moved":         {[]string{`UPDATE revision SET seq = seq + 1 WHERE name = 'goal' AND revision = 1`}, nil, "is in the store but not in journal entry"},
	"revision state":         {[]string{`UPDATE revision SET state = 'agreed' WHERE name = 'pact' AND revision = 1`}, nil, "pact pact revision 1 is not what"},
	"revision in force":      {[]string{`UPDATE revision SET in_force = 1 WHERE name = 'pact' AND revision = 1`}, nil, "pact pact revision 1 is not what"},
	"revision authors":       {[]string{`UPDATE revision SET authors = '' WHERE name = 'pact' AND revision = 1`}, nil, "pact pact revision 1 is not what"},
	"revision removed":       {[]string{`DELETE FROM revision WHERE name = 'goal' AND revision = 1`}, nil, "a revision that the journal recorded is missing"},
	"revision added": {[]string{`INSERT INTO revision SELECT uid, 9, seq, recorded_at, kind, name, code, title, retired, schema_version, spec, state, in_force, authors FROM revision WHERE name = 'goal' AND revision = 2`},
		nil, "goal goal revision 9 is in the store but not in journal entry"},
	"latest revision":      {[]string{`UPDATE record_head SET revision = 1 WHERE revision = 2`}, nil, "the latest revision of the goal goal is not the one that pages show"},
	"latest revision gone": {[]string{`DELETE FROM record_head WHERE revision = 2`}, nil, "the latest revision of the goal goal"},
	"name freed":           {[]string{`DELETE FROM record_name WHERE name = 'goal'`}, nil, "the goal goal is not noted as the owner of its name"},
	"name taken":           {[]string{`INSERT INTO record_name (kind, name, uid, seq) VALUES ('goal', 'x', 'y', 1)`}, nil, "the goal name x is noted as given"},
	"personal value":       {[]string{`UPDATE personal SET value = 'x' WHERE field = 'full_name'`}, nil, "the personal field full_name of"},
	"personal salt":        {[]string{`UPDATE personal SET salt = ? WHERE field = 'full_name'`}, []byte("x"), "the personal field full_name of"},
	"personal fields exchanged": {[]string{`UPDATE personal SET field = 'x' WHERE field = 'full_name'`, `UPDATE personal SET field = 'full_name' WHERE field = 'email'`,
		`UPDATE personal SET field = 'email' WHERE field = 'x'`}, nil, "the personal field"},
	"personal value gone":    {[]string{`DELETE FROM personal WHERE field = 'email'`}, nil, "the personal field email of member P-01 revision 1 is missing"},
	"personal value of none": {[]string{`INSERT INTO personal (uid, revision, field, salt, value) VALUES ('x', 1, 'email', '', '')`}, nil, "the personal field email of x"},
	"point value":            {[]string{`UPDATE point SET value = value + 1 WHERE batch = 1 AND value = 5`}, nil, "the points of batch 1 are not what journal entry"},
	"point withdrawn":        {[]string{`UPDATE point SET value = NULL WHERE batch = 1 AND value = 5`}, nil, "the points of batch 1 are not what"},
	"point note":             {[]string{`UPDATE point SET note = 'x' WHERE batch = 1 AND value = 5`}, nil, "the points of batch 1 are not what"},
	"point added":            {[]string{`INSERT INTO point SELECT month, series, valid_to + 1, batch, valid_from, value, sample, note FROM point WHERE batch = 1 AND value = 5`}, nil, "batch 1 has 41 points and not 40"},
	"point removed":          {[]string{`DELETE FROM point WHERE batch = 1 AND value = 5`}, nil, "batch 1 has 39 points and not 40"},
	"point to another batch": {[]string{`UPDATE point SET batch = 77 WHERE batch = 1 AND value = 5`}, nil, "points belong to batch 77, which is not in the store"},
	"point in another month": {[]string{`UPDATE point SET month = month + 1 WHERE batch = 1 AND value = 5`}, nil, "is kept under the wrong month"},
	"batch digest":           {[]string{`UPDATE batch SET digest = 'x' WHERE id = 1`}, nil, "batch 1 is not what journal entry"},
	"batch moved":            {[]string{`UPDATE batch SET seq = 1 WHERE id = 1`}, nil, "batch 1"},
	"batch run":              {[]string{`UPDATE batch SET run = 'R-00000001' WHERE id = 1`}, nil, "batch 1 is filed under the run R-00000001"},
	"batch label":            {[]string{`UPDATE batch SET label = 'demonstration' WHERE id = 1`}, nil, "batch 1 is not what journal entry"},
	"batch months":           {[]string{`UPDATE batch SET last_month = last_month - 1 WHERE id = 1`}, nil, "batch 1 is not what journal entry"},
	"batch without its run":  {[]string{`UPDATE batch SET run = '' WHERE run <> ''`}, nil, "is not what journal entry"},
	"batch removed":          {[]string{`DELETE FROM batch WHERE id = 1`}, nil, "batch 1, which journal entry"},
	"batch and points gone":  {[]string{`DELETE FROM batch WHERE id = 1`, `DELETE FROM point WHERE batch = 1`}, nil, "batch 1, which journal entry"},
	"batch added":            {[]string{`INSERT INTO batch (id, seq, run, label, points, digest, first_month, last_month) VALUES (9, 1, '', '', 0, '', 0, 0)`}, nil, "batch 9 is not what journal entry 1 recorded"},
	"evidence renamed":       {[]string{`UPDATE value_file SET name = 'other.txt'`}, nil, "of the values of batch 2 is not what journal entry"},
	"evidence exchanged":     {[]string{`UPDATE value_file SET sha256 = 'x'`}, nil, "of the values of batch 2 is not what journal entry"},
	"evidence removed":       {[]string{`DELETE FROM value_file`}, nil, "a file of values that the journal recorded is missing"},
	"evidence added":         {[]string{`INSERT INTO value_file (sha256, batch, name, media_type, seq) VALUES ('x', 1, 'x', '', 5)`}, nil, "the file x of the values of batch 1 is not what journal entry 5 recorded"},
	"evidence not sent":      {[]string{`DELETE FROM sent_file`}, nil, "was not sent"},
	"figures changed":        {[]string{`UPDATE raw_chunk SET data = ? WHERE sha256 IN (SELECT sha256 FROM artefact)`}, []byte(`{"figures":[1,2,4]}`), "has been changed"},
	"figures exchanged":      {[]string{`UPDATE artefact SET sha256 = 'x'`}, nil, "are not what journal entry"},
	"figures of another":     {[]string{`UPDATE artefact SET uid = 'x'`}, nil, "of the closed period x are not what journal entry"},
	"figures removed":        {[]string{`DELETE FROM artefact`}, nil, "figures of a closed period that the journal recorded are missing"},
	"figures added":          {[]string{`INSERT INTO artefact (uid, revision, sha256, bytes, seq) VALUES ('x', 1, 'x', 1, 5)`}, nil, "the figures x of the closed period x are not what journal entry 5 recorded"},
	"bytes of figures gone":  {[]string{`DELETE FROM raw_file WHERE sha256 IN (SELECT sha256 FROM artefact)`}, nil, "are missing or have another size"},
	"restatement reason":     {[]string{`UPDATE restatement SET reason = 'x'`}, nil, "is not what that entry recorded"},
	"restatement removed":    {[]string{`DELETE FROM restatement`}, nil, "a restatement that the journal recorded is missing"},
	"restatement added":      {[]string{`INSERT INTO restatement (uid, seq, points, records, about, reason) VALUES ('x', 5, 1, 1, '', '')`}, nil, "the restatement of the closed period x by journal entry 5 is not"},
	"note text":              {[]string{`UPDATE note_act SET text = 'x' WHERE text = 'Why so'`}, nil, "says something else than journal entry"},
	"note author":            {[]string{`UPDATE note_act SET account = 'x' WHERE text = 'Why so'`}, nil, "says something else than journal entry"},
	"note question":          {[]string{`UPDATE note_act SET question = 0 WHERE text = 'Why so'`}, nil, "says something else than journal entry"},
	"note of another record": {[]string{`UPDATE note_act SET record = 'x' WHERE text = 'Why so'`}, nil, "is not what journal entry"},
	"note removed":           {[]string{`DELETE FROM note_act WHERE text = 'Why so'`}, nil, "a note that the journal recorded is missing"},
	"note emptied":           {[]string{`UPDATE note_act SET text = NULL WHERE text = 'Why so'`}, nil, "has lost its words, and nothing says that it was withdrawn"},
	"note brought back":      {[]string{`UPDATE note_act SET text = 'No' WHERE text IS NULL`}, nil, "was withdrawn, and its words are still there"},
	"question closed":        {[]string{`DELETE FROM note_open`}, nil, "was written last, and is listed as if it were not"},
	"series":                 {[]string{`UPDATE series SET name = 'other' WHERE name = 'index'`}, nil, "is filed under another owner"},
	"run reading":            {[]string{`UPDATE run SET reading = ?`}, []byte(`{}`), "is not what journal entry"},
	"run file":               {[]string{`UPDATE run SET sha256 = 'x'`}, nil, "is not what journal entry"},
	"run time":               {[]string{`UPDATE run SET observed_at = 1`}, nil, "is not what journal entry"},
	"run classification":     {[]string{`UPDATE run SET classification = 'public'`}, nil, "is not what journal entry"},
	"run retention":          {[]string{`UPDATE run SET keep_until = 1`}, nil, "is not what journal entry"},
	"run removed":            {[]string{`DELETE FROM run`}, nil, "run R-0000000"},
	"raw chunk":              {[]string{`UPDATE raw_chunk SET data = ? WHERE n = 1`}, []byte("x"), "has been changed"},
	"raw chunk removed":      {[]string{`DELETE FROM raw_chunk WHERE n = 1`}, nil, "has been changed"},
	"raw file row":           {[]string{`UPDATE raw_file SET bytes = 1`}, nil, "is missing or has another size"},
	"raw file removed":       {[]string{`DELETE FROM raw_file`}, nil, "is missing or has another size"},
}
